"""The master patient index.  Start reading at mpi/index.py."""
