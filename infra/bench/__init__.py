"""Measures how fast films are read, beside other runtimes and against what was promised: `make bench`."""
