"""The rules of shape: rooms, sizes, words, and whose packages we import."""

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("matching", "blocking", "mpi", "review_ui")
DISTRIBUTION = "master-patient-index"
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60

# Words that would be a second name for a record, a person or a judgement.
BANNED = {"cluster", "clusters", "entity", "entities", "interaction", "linkage", "dedupe"}
# "Patient" is part of these names and of nothing else: what a source has is a record's human.
WITH_PATIENT = {"patientindex", "matchpatient", "patientindexservice"}


def _python_files() -> list[Path]:
    folders = (*ROOMS, "tests", "benchmarks", "examples")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    generated = ROOT / "mpi" / "v1"
    return sorted(path for path in found if generated not in path.parents)


def _trees(folders: tuple[str, ...] = ROOMS) -> Iterator[tuple[str, ast.Module]]:
    for path in _python_files():
        name = str(path.relative_to(ROOT))
        if name.split("/", maxsplit=1)[0] in folders:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_proto_is_no_package():
    assert not list((ROOT / "proto").rglob("__init__.py")), "it would shadow proto-plus"


def test_a_file_is_read_in_an_evening():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    }
    assert not long


def test_a_function_fits_a_screen():
    long = {
        f"{name}:{node.name}": lines
        for name, tree in _trees((*ROOMS, "tests", "benchmarks", "examples"))
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and (lines := node.end_lineno - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert not long


def test_a_module_says_what_it_is_for():
    silent = [name for name, tree in _trees() if tree.body and not ast.get_docstring(tree)]
    assert not silent


def test_every_thing_has_one_name():
    found = {
        f"{name}: {identifier}"
        for name, tree in _trees()
        for identifier in _identifiers(tree)
        if BANNED & set(_words(identifier))
        or ("patient" in _words(identifier) and not _may_say_patient(identifier))
    }
    assert not found


def _identifiers(tree: ast.Module) -> Iterator[str]:
    """The names that a module gives: those of others' libraries are theirs."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(identifier: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", identifier).lower().strip("_").split("_")


def _may_say_patient(identifier: str) -> bool:
    plain = identifier.replace("_", "").lower()
    return any(name in plain for name in WITH_PATIENT)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_nobody_elses(room: str):
    """Other distributions own the same names on the public registry."""
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT), f"{room} is imported from {file}"
    owners = set(metadata.packages_distributions().get(room) or ()) - {DISTRIBUTION}
    assert not owners, f"{owners} brings a package named {room}: remove it from this environment"


def test_nothing_in_the_project_knows_a_machine():
    """No path of somebody's machine, no registry's host, in any committed text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    # Written apart, so that this file does not hold what it looks for.
    banned = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]+/", "inde" + "x-url"])
    )
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in (".parquet", ".png") or not path.is_file():
            continue
        if banned.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert not found
