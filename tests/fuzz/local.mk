# one fuzzer an entry point for foreign bytes: ./configure CC=clang --enable-fuzzers
