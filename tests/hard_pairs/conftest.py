"""Tests are no package, so the loader beside this file is imported by its path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def loader():
    path = Path(__file__).with_name("loader.py")
    spec = importlib.util.spec_from_file_location("hard_pairs_loader", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
