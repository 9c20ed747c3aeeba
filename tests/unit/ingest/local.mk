# unit tests of src/ingest
