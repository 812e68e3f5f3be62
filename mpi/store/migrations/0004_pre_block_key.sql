-- Block keys are looked up in sorted columns in memory (mpi/store/held.py), and by record here.
DROP INDEX block_key_key;
