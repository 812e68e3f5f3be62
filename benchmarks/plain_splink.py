"""Plain Splink 5 as a competent user sets it up: the rival that is run beside `mpi dedupe`.

    python benchmarks/plain_splink.py FILE TRUTH [--threshold .95] [--wide]

Six blocking rules (SSN; given name + birth date; family name + birth date; phone + initial; ZIP +
family name + two letters of the given name; e-mail; five looser ones where most of these lack their
columns) and nine comparisons, as far as the file has the columns; u from 5 million random pairs, m
by two EM passes, the prior from deterministic rules; connected components at the threshold.  Values
are trimmed, lower-cased, dates made one format, numbers bared to digits; the shipped product gets
the file as it stands.  Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_library as cl
from batch_sets import LARGE
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from mpi.batch.evaluation import Question, evaluate
from mpi.batch.evaluation_reading import PERSON_COLUMNS, looked_at, plain, quoted, text
from mpi.files.columns import recognized

RANDOM_PAIRS = 5e6
SEED = 11
# Further columns that a competent user of these very files would compare.
FURTHER = ("birth_place", "occupation")
COLUMNS = (
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "ssn",
    "phone",
    "email",
    "address_line",
    "city",
    "postal_code",
)
# Where the file lacks the columns of most of the six rules, a competent user adds these.
RULES_LEAST = 5
FEW_COLUMNS = [
    ("given_name", "family_name"),
    ("given_name", "city"),
    ("family_name", "city"),
    ("birth_date",),
    ("given_name", "postal_code"),
]
DATES = "['%Y-%m-%d', '%Y%m%d', '%m/%d/%Y', '%d-%m-%Y']"
DATE = f"strftime(coalesce(try_strptime({{0}}, {DATES})), '%Y-%m-%d')"
DIGITS = "nullif(regexp_replace({0}, '[^0-9]', '', 'g'), '')"
CLEAN = {"birth_date": DATE, "ssn": DIGITS, "phone": DIGITS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--threshold", type=float, default=0.95)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--wide", action="store_true", help="ZIP and two letters as a rule")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    found = run(
        arguments.file, arguments.truth, arguments.threshold, arguments.threads, arguments.wide
    )
    print(json.dumps(found))


def run(file: Path, truth: Path, threshold: float, threads: int, wide: bool) -> dict[str, Any]:
    """Stage seconds, accuracy of the persons at the threshold, and the memory of this process.

    `wide`: ZIP and two letters of the family name instead of the rule with ZIP; more pairs, which a
    million rows cannot afford, and which do some files good and others harm.
    """
    seconds: dict[str, float] = {}
    con = duckdb.connect(config={"threads": threads})
    with stage(seconds, "read"):
        columns = read(con, file)
        (records,) = con.execute("SELECT count(*) FROM people").fetchall()[0]
    linker = Linker(DuckDBAPI(con).register("people"), settings(columns, wide))
    training = linker.training
    with stage(seconds, "prior"):
        sure = [block_on(*rule) for rule in deterministic(columns)]
        training.estimate_probability_two_random_records_match(sure, recall=0.7)
    with stage(seconds, "u"):
        training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    with stage(seconds, "em"):
        for rule in passes(columns, records):
            training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    with stage(seconds, "predict"):
        predicted = linker.inference.predict(threshold_match_probability=0.01)
    with stage(seconds, "components"):
        components = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (pairs,) = con.execute(f"SELECT count(*) FROM {predicted.physical_name}").fetchall()[0]
    with tempfile.TemporaryDirectory() as folder:
        persons = Path(folder) / "persons.parquet"
        con.execute(
            f"""COPY (SELECT source, local_id, cluster_id::VARCHAR AS enterprise_id
                FROM {components.physical_name}) TO '{persons}'"""
        )
        evaluation = evaluate(Question(persons, truth, by=("source",)))
    return {
        "precision": evaluation.pairwise.precision.value,
        "recall": evaluation.pairwise.recall.value,
        "f1": evaluation.pairwise.f1.value,
        "largest": evaluation.persons.largest_found,
        "seconds": round(sum(seconds.values()), 2),
        "stages": {name: round(each, 2) for name, each in seconds.items()},
        "pairs": pairs,
        "peak_rss_mb": peak,
    }


@contextmanager
def stage(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - started


def read(con: duckdb.DuckDBPyConnection, file: Path) -> tuple[str, ...]:
    """Makes `people`, cleaned; answers which columns it has besides the key."""
    source = looked_at(con, file)
    truths = [header for header in source.headers if plain(header) in PERSON_COLUMNS]
    parts = recognized([each for each in source.headers if each not in truths]).parts
    said = {
        column: f"nullif(lower({text(parts[column])}), '')" for column in COLUMNS if column in parts
    }
    if "phone" not in said and "phone_home" in parts:
        said["phone"] = f"nullif({text(parts['phone_home'])}, '')"
    if "ssn" not in said and "identifier:NI" in parts:
        said["ssn"] = f"nullif({text(parts['identifier:NI'])}, '')"
    said |= {
        name: f"nullif(lower({quoted(name)}), '')" for name in FURTHER if name in source.headers
    }
    listed = ", ".join(
        f"{CLEAN.get(column, '{0}').format(sql)} AS {column}" for column, sql in said.items()
    )
    key = text(parts["local_id"])
    code = text(parts["source"]) if "source" in parts else "''"
    con.execute(
        f"""CREATE TABLE people AS
        SELECT row_number() OVER () AS unique_id, {code} AS source, {key} AS local_id, {listed}
        FROM {source.call}""",
        source.arguments,
    )
    rules = {
        "initial": "left(given_name, 1)" if "given_name" in said else "",
        "given_2": "left(given_name, 2)" if "given_name" in said else "",
        "family_2": "left(family_name, 2)" if "family_name" in said else "",
    }
    for name, sql in rules.items():
        if sql:
            con.execute(f"ALTER TABLE people ADD COLUMN {name} VARCHAR")
            con.execute(f"UPDATE people SET {name} = {sql}")
    return (*said, *(name for name, sql in rules.items() if sql))


def settings(columns: tuple[str, ...], wide: bool) -> SettingsCreator:
    rules = [
        ("ssn",),
        ("given_name", "birth_date"),
        ("family_name", "birth_date"),
        ("phone", "initial"),
        ("postal_code", "family_2") if wide else ("postal_code", "family_name", "given_2"),
        ("email",),
    ]
    if sum(set(rule) <= set(columns) for rule in rules) < RULES_LEAST:
        rules += FEW_COLUMNS
    comparisons = {
        "given_name": tf(cl.NameComparison("given_name")),
        "family_name": tf(cl.NameComparison("family_name")),
        "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "ssn": cl.DamerauLevenshteinAtThresholds("ssn", [1, 2]),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1]),
        "email": cl.EmailComparison("email"),
        "address_line": cl.JaroWinklerAtThresholds("address_line", [0.95, 0.88]),
        "postal_code": tf(cl.DamerauLevenshteinAtThresholds("postal_code", [1])),
        "sex": cl.ExactMatch("sex"),
    }
    # Where there is no postal code, the city says where somebody lives.
    if "postal_code" not in columns:
        comparisons["city"] = tf(cl.ExactMatch("city"))
    comparisons |= {name: tf(cl.ExactMatch(name)) for name in FURTHER}
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[each for name, each in comparisons.items() if name in columns],
        blocking_rules_to_generate_predictions=[
            block_on(*rule) for rule in rules if set(rule) <= set(columns)
        ],
        additional_columns_to_retain=["source", "local_id"],
    )


def tf(comparison: Any) -> Any:
    """With term frequencies: rare values weigh more."""
    return comparison.configure(term_frequency_adjustments=True)


def deterministic(columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rules that are hardly ever wrong; Splink derives the prior from them."""
    rules = [
        ("ssn",),
        ("given_name", "family_name", "birth_date"),
        ("email", "given_name"),
        ("given_name", "family_name", "postal_code"),
    ]
    return [rule for rule in rules if set(rule) <= set(columns)]


def passes(columns: tuple[str, ...], records: int) -> list[tuple[str, ...]]:
    """Two EM passes that between them leave every comparison free once.

    A birth date alone, or a ZIP code, is too wide a block for a large file: its pairs grow with the
    square, and whoever trains on a million records blocks more tightly.
    """
    wanted = [("given_name", "family_name"), ("birth_date",), ("postal_code", "sex"), ("city",)]
    if records > LARGE:
        wanted = [("given_name", "birth_date"), ("phone",), *wanted]
    return [rule for rule in wanted if set(rule) <= set(columns)][:2]


if __name__ == "__main__":
    sys.exit(main())
