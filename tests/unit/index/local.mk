# unit tests of src/index
