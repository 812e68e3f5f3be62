"""Generated from proto/mpi/v1 by `make proto`; never edited."""
