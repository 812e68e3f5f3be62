"""`python -m mpi` is the command line `mpi`."""

from mpi.cli import main

if __name__ == "__main__":
    main()
