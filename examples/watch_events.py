"""Follow what changes in a running index, and go on after a break where it stopped.

.venv/bin/python examples/watch_events.py [HOST:PORT] [FILE that keeps the cursor]
"""

import sys
import time
from pathlib import Path

from mpi.client import Client, ClientError
from mpi.v1.patient_index_pb2 import Event


def main(address: str, cursor_file: Path) -> None:
    with Client.connect(address, actor="watch-events") as mpi:
        while True:
            cursor = cursor_file.read_text() if cursor_file.exists() else ""
            try:
                for answer in mpi.watch(cursor):
                    for event in answer.events:
                        print(in_words(event), flush=True)
                    # Written after the events were dealt with: none is missed, and only those of
                    # one answer could come twice.
                    cursor_file.write_text(answer.cursor)
            except ClientError as error:
                if error.code != "UNAVAILABLE":
                    raise
                print("the index is away, trying again", file=sys.stderr)
                time.sleep(2)


def in_words(event: Event) -> str:
    change = event.WhichOneof("change")
    if change == "persons_changed":
        moves = (
            f"{move.record.source}/{move.record.local_id} "
            f"{move.from_enterprise_id or '-'} -> {move.to_enterprise_id or '-'}"
            for move in event.persons_changed.moves
        )
        return f"{event.sequence} {event.persons_changed.cause}: {'; '.join(moves)}"
    return f"{event.sequence} {change}"


if __name__ == "__main__":
    try:
        main(
            sys.argv[1] if len(sys.argv) > 1 else "localhost:50051",
            Path(sys.argv[2] if len(sys.argv) > 2 else "watch-events.cursor"),
        )
    except KeyboardInterrupt:
        pass
    except ClientError as error:
        sys.exit(str(error))
