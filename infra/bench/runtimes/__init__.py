"""The runtimes that the shipped model is timed beside, each in a process and environment of its own."""
