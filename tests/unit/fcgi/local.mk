# unit tests of src/fcgi
