"""Where the command line `mpi`, and `python -m mpi`, begin."""

import os


def main() -> None:
    # gRPC writes lines of its own beside ours; it reads this when it is imported.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    from mpi.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
