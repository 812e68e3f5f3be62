"""What the code imports is installed with it, not by luck with what tests or others need."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("mpi", "matching", "blocking", "review_ui")


def imported() -> dict[str, set[str]]:
    """Top-level packages that are neither ours nor Python's, with the files that import them."""
    found: dict[str, set[str]] = {}
    for file in (path for ours in OURS for path in (ROOT / ours).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for top in {name.partition(".")[0] for name in names}:
                if top not in OURS and top not in sys.stdlib_module_names:
                    found.setdefault(top, set()).add(str(file.relative_to(ROOT)))
    return found


def plain(name: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", name, maxsplit=1)[0].lower().replace("_", "-")


def test_every_import_is_a_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {plain(each) for each in project["dependencies"]}
    providers = packages_distributions()
    undeclared = {
        top: sorted(files)
        for top, files in imported().items()
        if not declared & {plain(each) for each in providers.get(top, [top])}
    }
    assert undeclared == {}
