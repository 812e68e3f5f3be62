"""Which model an index is on: the artefact `model-in-use.json` beside its data.

The first server or load puts it there, and only `mpi relink --promote` puts another in its place:
an index whose links were scored by two models would mean two things by one threshold.  So a new
version of the service, with another model in it, goes on with the model that the index is on.

A promotion writes `model-next.json`, then the index (whose journal names the digest), then
`model-in-use.json`.  Whatever it was cut off at, the journal says which of the two holds.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from matching.model import Model, ModelError, load, save, sealed

FILE: Final = "model-in-use.json"
NEXT: Final = "model-next.json"


def model_in_use(data: Path) -> Model | None:
    """The model that the index is on; None for an index that has not been served yet.

    Raises:
        ModelError: it is not a model that this version knows.
    """
    try:
        return load(data / FILE)
    except FileNotFoundError:
        return None


def is_on(used: Model, given: Model) -> bool:
    """Whether the model in use is the given one.  A first load adds to a model what is too common
    in its files to compare by; nothing else makes it another."""
    return sealed(replace(used, too_common=given.too_common)).digest == given.digest


def adopt(data: Path, model: Model) -> None:
    """From now on the index is on this model."""
    announce(data, model)
    settle(data, model.digest)


def announce(data: Path, model: Model) -> None:
    """Says which model the index will be on, once its journal says so."""
    half = data / f"{NEXT}.half"
    save(model, half)
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(data / NEXT)


def settle(data: Path, promoted: str) -> None:
    """Finishes a promotion that the journal knows of, and forgets one that it does not."""
    coming = data / NEXT
    if not coming.exists():
        return
    try:
        is_promoted = load(coming).digest == promoted
    except ModelError:
        is_promoted = False
    if is_promoted:
        coming.replace(data / FILE)
    else:
        coming.unlink()
