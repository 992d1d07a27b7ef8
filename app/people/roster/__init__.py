"""The roster as a file: read from whatever list an office keeps, compared with what is there, and written."""
