# unit tests of src/feed
