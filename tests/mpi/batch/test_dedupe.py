"""`mpi dedupe` and `mpi train`, from files to files."""

from __future__ import annotations

import csv
import json
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from mpi.batch import output, workspace
from mpi.batch.dedupe import FILES, Options, deduplicate
from mpi.batch.errors import BatchError
from mpi.batch.pipeline import Training
from mpi.cli import main
from mpi.domain.eid import founded, normalized
from mpi.files.reading import FileError

PEOPLE = Path(__file__).parents[2] / "data" / "pseudopeople.parquet"
SHIPPED = Options(training=Training.NEVER)


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    """Some hundred records, headers first."""
    found = duckdb.sql(
        f"SELECT * FROM '{PEOPLE}' WHERE hash(family_name) % 20 = 0 "
        "ORDER BY source, local_id LIMIT 600"
    )
    return [tuple(found.columns), *(tuple(cell or "" for cell in row) for row in found.fetchall())]


def _write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def file(tmp_path: Path, rows: list[tuple[str, ...]]) -> Path:
    return _write(tmp_path / "people.csv", rows)


def test_the_same_records_give_the_same_files_byte_for_byte_whatever_their_order(
    tmp_path: Path, rows: list[tuple[str, ...]]
):
    headers, *records = rows
    seen = []
    for seed in range(2):
        shuffled = random.Random(seed).sample(records, len(records))
        # The columns and the files may be others, too.
        turned = [row[::-1] for row in (headers, *shuffled)] if seed else [headers, *shuffled]
        half = len(turned) // 2
        files = [
            _write(tmp_path / f"a{seed}.csv", turned[:half]),
            _write(tmp_path / f"b{seed}.csv", [turned[0], *turned[half:]]),
        ]
        out = tmp_path / f"out{seed}"
        deduplicate(files if seed else files[::-1], out, SHIPPED)
        seen.append(
            [
                (out / name).read_bytes()
                for name in ("persons.parquet", "pairs.parquet", "model.json")
            ]
        )
    assert seen[0] == seen[1]


@dataclass(frozen=True)
class Run:
    out: Path
    said: str
    errors: str
    code: int


@pytest.fixture(scope="module")
def run(rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run of the command, over marked names, and one broken line at the end."""
    folder = tmp_path_factory.mktemp("run")
    headers, *records = rows
    place = headers.index("family_name")
    marked = [(*row[:place], f"Zzphi{row[place]}", *row[place + 1 :]) for row in records]
    file = _write(folder / "people.csv", [headers, *marked, ("zzphi", "line")])
    ran = subprocess.run(
        [sys.executable, "-m", "mpi", "dedupe", file, "--out", folder / "out", "--no-train"],
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(folder / "out", ran.stdout, ran.stderr, ran.returncode)


def test_the_command_shows_columns_stages_and_a_summary_in_words(run: Run):
    assert (run.code, run.errors) == (0, "")
    for said in ("given_name", "standardize", "records are", "persons", "shipped model"):
        assert said in run.said
    assert sorted(path.name for path in run.out.iterdir()) == sorted(FILES)


def test_persons_say_who_is_one_by_valid_eids_that_follow_from_the_first_record(run: Run):
    persons = duckdb.sql(f"SELECT * FROM '{run.out}/persons.parquet'")
    assert persons.columns == ["source", "local_id", "enterprise_id"]
    people = persons.fetchall()
    assert [row[:2] for row in people] == sorted(row[:2] for row in people)
    assert all(normalized(eid) == eid for *_, eid in people)
    first = {eid: key for *key, eid in reversed(people)}
    assert 1 < len(first) < len(people)
    assert all(founded(*key) == eid for eid, key in first.items())


def test_pairs_agree_with_the_persons_and_their_evidence_with_their_weight(run: Run):
    people = duckdb.sql(f"SELECT * FROM '{run.out}/persons.parquet'").fetchall()
    pairs = duckdb.sql(f"SELECT * FROM '{run.out}/pairs.parquet'")
    assert pairs.columns[:10] == [
        *("source_l", "local_id_l", "source_r", "local_id_r", "match_weight"),
        *("match_probability", "decision", "guard", "given", "given_weight"),
    ]
    of = {tuple(key): eid for *key, eid in people}
    for row in pairs.fetchall():
        assert row[:2] < row[2:4]
        assert (row[6] == "link") == (of[row[:2]] == of[row[2:4]])
    evidence = [column for column in pairs.columns if column.endswith("_weight")][1:]
    prior = json.loads((run.out / "run.json").read_bytes())["model"]["prior_log2"]
    (gap,) = duckdb.sql(
        f"SELECT max(abs(match_weight - ({' + '.join(evidence)}) - ({prior}))) FROM pairs"
    ).fetchall()[0]
    assert gap < 1e-9


def test_run_json_says_stages_counts_and_memory(run: Run):
    said = json.loads((run.out / "run.json").read_bytes())
    assert {"read", "standardize", "block", "score", "decide", "group", "write", "report"} <= set(
        said["stages"]
    )
    assert (said["records"], said["rejected"]) == (600, 1)
    assert said["peak_rss_mb"] > 0
    assert said["model"]["origin"] == "shipped"


def test_no_demographics_stand_in_what_is_said_without_asking(run: Run):
    pages = [
        path.read_text(encoding="utf-8")
        for path in run.out.iterdir()
        if path.suffix in (".html", ".md", ".csv") or path.name == "run.json"
    ]
    assert len(pages) == 4
    for text in (run.said, run.errors, *pages):
        assert "zzphi" not in text.lower()


def test_rejects_are_written_with_file_and_row(run: Run):
    text = (run.out / "rejects.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert [(line["file"], line["row"], line["status"]) for line in lines] == [
        ("people.csv", "601", "rejected")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "column names"),
        (b"mrn,first,last\n", "no record"),
        (b"mrn,first,last\n,Ann,Lee\n", "local_id: not to be empty"),
        (b"PAR1", "Parquet"),
        (b"x,y\n1,2\n", "none of its columns"),
    ],
)
def test_bad_files_are_told_in_one_line_and_leave_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
):
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "people.csv"
    file.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["dedupe", str(file), "--out", str(tmp_path / "to" / "out")])
    assert ended.value.code == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert len(errors.splitlines()) == 1
    assert not (tmp_path / "to").exists() or not list((tmp_path / "to").iterdir())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_it_leaves_nothing_behind(tmp_path: Path, how: signal.Signals):
    out = tmp_path / "to" / "out"
    with subprocess.Popen(
        [sys.executable, "-m", "mpi", "dedupe", PEOPLE, "--out", out, "--no-train"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        while (line := running.stdout.readline()) and "read  " not in line:
            pass
        running.send_signal(how)
        _, errors = running.communicate(timeout=100)
    assert running.returncode == 130, errors
    assert "stopped" in errors
    assert "Traceback" not in errors
    assert not list((tmp_path / "to").iterdir())


@pytest.mark.parametrize("command", [["train"], ["dedupe", "--train"]])
def test_no_model_is_written_where_none_can_be_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
):
    file = tmp_path / "people.csv"
    file.write_text("mrn,first,last,dob\n1,Ann,Lee,1980-05-12\n2,Bob,Roe,1971-01-30\n")
    with pytest.raises(SystemExit) as ended:
        main([*command, str(file), "--out", str(tmp_path / "ours.json")])
    assert ended.value.code == 2
    assert "no model could be trained" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_a_file_too_small_to_train_on_is_matched_by_the_shipped_model(tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text("mrn,first,last,dob\n1,Ann,Lee,1980-05-12\n2,Ann,Lee,1980-05-12\n")
    done = deduplicate([file], tmp_path / "out", Options())
    assert done.chosen.origin == "shipped"
    assert "could be trained" in done.chosen.reason


# The output folder.


def test_a_folder_that_is_not_empty_is_not_written_into(file: Path, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "persons.parquet").write_text("old")
    with pytest.raises(BatchError, match="overwrite"):
        deduplicate([file], out, SHIPPED)
    assert (out / "persons.parquet").read_text() == "old"


def test_overwriting_replaces_an_earlier_run_and_never_anything_else(file: Path, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "persons.parquet").write_text("old")
    again = Options(training=Training.NEVER, overwrite=True)
    deduplicate([file], out, again)
    assert (out / "persons.parquet").read_bytes()[:4] == b"PAR1"
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(BatchError, match="more than"):
        deduplicate([file], out, again)
    assert (out / "thesis.txt").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_run_leaves_an_earlier_one_as_it_was(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "persons.parquet").write_text("old")
    (tmp_path / "people.csv").write_text("mrn,last\n,Lee\n")
    with pytest.raises((BatchError, FileError)):
        deduplicate(
            [tmp_path / "people.csv"], out, Options(training=Training.NEVER, overwrite=True)
        )
    assert (out / "persons.parquet").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "people.csv"]


@pytest.mark.parametrize(
    ("said", "found"), [("2GB", 2 << 30), ("800 mb", 800 << 20), ("1.5GiB", 3 << 29)]
)
def test_memory_is_said_as_people_say_it(said: str, found: int):
    assert workspace.memory_bytes(said) == found


@pytest.mark.parametrize("said", ["2", "lots", "1MB", "-2GB"])
def test_memory_that_is_no_size_is_refused(said: str):
    with pytest.raises(BatchError, match="--memory"):
        workspace.memory_bytes(said)


def test_no_two_persons_share_an_eid(monkeypatch: pytest.MonkeyPatch):
    """With a few EIDs only, many persons meet."""
    monkeypatch.setattr(output, "_EID", "'EID' || (number % 40)")
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE said AS SELECT i AS row_id, 'S' AS source, 'L' || i AS local_id "
            "FROM range(60) AS t(i)"
        )
        con.execute("CREATE TABLE persons AS SELECT row_id, row_id AS person FROM said")
        output.name_persons(con)
        eids = [eid for (eid,) in con.execute("SELECT enterprise_id FROM eids").fetchall()]
    assert len(set(eids)) == 60
