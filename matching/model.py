"""Model: what each level of each comparison weighs, how common names are, and the thresholds.

The artefact is JSON.  It names levels and holds m (how often true pairs give that answer) and u
(how often two random people do); the weight of a level is log2(m/u).  Nothing in it is code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from math import isfinite, log2
from pathlib import Path
from typing import Any

import msgspec
import orjson

from matching.levels import COMPARISONS


class ModelError(ValueError):
    """A model artefact that must not be used; says which part is wrong."""


@dataclass(frozen=True, slots=True)
class LevelWeight:
    m: float
    u: float
    # How much of a name's own rarity counts here: 1 where the name stands alone, less among
    # housemates, who share it; 0 where no name was equal.
    tf_share: float = 0.0

    @property
    def weight_log2(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common names are: relative frequency by name; `unseen` for all others."""

    column: str
    unseen: float
    u_exact: float  # the chance that two random people share the name, which `u` already counts
    values: Mapping[str, float]

    def of(self, name: str) -> float:
        return self.values.get(name, self.unseen)

    def adjustment_log2(self, name: str) -> float:
        """What equality of this very name weighs beyond equality of an average one."""
        return log2(self.u_exact / max(self.of(name), self.unseen))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Weights in bits.  None has a default: a model without thresholds does not load."""

    link: float
    review: float
    contradiction: float
    group_cut: float
    group_floor: float  # no pair speaks worse than this against the joining of two groups
    # An inferred contradiction between two groups is outvoted by so many pairs across them that
    # are sure; 0: it never is.
    outvoted_by: int


@dataclass(frozen=True, slots=True)
class GivesWay:
    """The weights from which a guard no longer forbids the link of its pair; none: it always does.

    `alone` where nothing else speaks against the pair, `beside` where holds do that stand aside
    themselves.  Two guards of one pair never give way.  Where it is `outvoted`, many sure pairs
    across two groups join them in spite of one pair that it stops.
    """

    alone: float | None = None
    beside: float | None = None
    outvoted: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    standardizer_version: str
    blocking_plan_version: str
    prior_log2: float
    comparisons: Mapping[str, Mapping[str, LevelWeight]]
    frequencies: Mapping[str, Frequencies]
    thresholds: Thresholds
    # Given names that belong to one sex by at least nine tenths of their bearers: "M" or "F".
    name_sex: Mapping[str, str] = field(repr=False)
    # Given names too rare for the frequency table; known to be names and not slips of the pen.
    given_rare: frozenset[str] = field(repr=False)
    # Given names that have a frequency because a file has many of them; in a noisy file some are
    # slips of the pen, so they do not count as known names.
    given_local: frozenset[str] = field(repr=False)
    # The weight from which a pair is linked although this hold speaks against it, because the
    # population that the model was trained on shows that such pairs are one person.  Other holds
    # stand whatever the weight.
    holds: Mapping[str, float]
    # The same where it is the only hold that still stops the pair.
    holds_alone: Mapping[str, float]
    # Guards whose pairs that population shows to be one person; the others stand whatever the
    # weight.
    guards: Mapping[str, GivesWay]
    # Guards that forbid the link of their pair but, as that population shows, need not keep apart
    # two groups that agree otherwise.
    lenient_guards: frozenset[str]
    # What the blocking plan has beyond the default one: further keys by name, and the hashes of
    # keys that too many records of the population share.
    plan_keys: tuple[str, ...]
    too_common: frozenset[int] = field(repr=False)
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=1)
def default_model() -> Model:
    """The shipped model; its card lies beside it."""
    artefact = resources.files("matching").joinpath("models").joinpath("default.json")
    return parse(artefact.read_bytes())


def load(path: Path | str) -> Model:
    return parse(Path(path).read_bytes())


def save(model: Model, path: Path | str) -> None:
    Path(path).write_bytes(canonical_json(_content(model)) + b"\n")


def parse(artefact: bytes) -> Model:
    """The model in a JSON artefact, checked; raises ModelError."""
    try:
        content = orjson.loads(artefact)
    except orjson.JSONDecodeError as error:
        raise ModelError("the model is not JSON") from error
    if not isinstance(content, dict):
        raise ModelError("the model must be a JSON object")
    content.pop("digest", None)
    try:
        model = Model(
            name=str(content["name"]),
            standardizer_version=str(content["standardizer_version"]),
            blocking_plan_version=str(content["blocking_plan_version"]),
            prior_log2=float(content["prior_log2"]),
            comparisons=msgspec.convert(content["comparisons"], dict[str, dict[str, LevelWeight]]),
            frequencies=msgspec.convert(content["frequencies"], dict[str, Frequencies]),
            thresholds=msgspec.convert(content["thresholds"], Thresholds),
            name_sex={name: sex for sex in ("F", "M") for name in content["name_sex"][sex].split()},
            given_rare=frozenset(content["given_rare"].split()),
            given_local=frozenset(content["given_local"].split()),
            holds=msgspec.convert(content["holds"], dict[str, float]),
            holds_alone=msgspec.convert(content["holds_alone"], dict[str, float]),
            guards=msgspec.convert(content["guards"], dict[str, GivesWay]),
            lenient_guards=frozenset(msgspec.convert(content["lenient_guards"], list[str])),
            plan_keys=tuple(msgspec.convert(content["plan_keys"], list[str])),
            too_common=frozenset(msgspec.convert(content["too_common"], list[int])),
            digest="",
        )
    except KeyError as error:
        raise ModelError(f"the model lacks {error.args[0]}") from error
    except (msgspec.ValidationError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"the model is malformed: {error}") from error
    return sealed(model)


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """One spelling for one content: sorted keys, no blanks."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def sealed(model: Model) -> Model:
    """A model that was put together, checked and with its digest; raises ModelError."""
    _check(model)
    return _with_digest(model)


def _with_digest(model: Model) -> Model:
    digest = hashlib.sha256(canonical_json(_content(model))).hexdigest()
    parts = {name: getattr(model, name) for name in Model.__slots__}
    return Model(**(parts | {"digest": digest}))


def _content(model: Model) -> dict[str, Any]:
    """What the digest covers: everything that can change a decision, and the names."""
    content = msgspec.to_builtins(
        {
            "name": model.name,
            "standardizer_version": model.standardizer_version,
            "blocking_plan_version": model.blocking_plan_version,
            "prior_log2": model.prior_log2,
            "comparisons": dict(model.comparisons),
            "frequencies": dict(model.frequencies),
            "thresholds": model.thresholds,
        }
    )
    assert isinstance(content, dict)
    content["name_sex"] = {
        sex: " ".join(sorted(name for name, of in model.name_sex.items() if of == sex))
        for sex in ("F", "M")
    }
    content["given_rare"] = " ".join(sorted(model.given_rare))
    content["given_local"] = " ".join(sorted(model.given_local))
    content["holds"] = dict(model.holds)
    content["holds_alone"] = dict(model.holds_alone)
    content["guards"] = msgspec.to_builtins(dict(model.guards))
    content["lenient_guards"] = sorted(model.lenient_guards)
    content["plan_keys"] = list(model.plan_keys)
    content["too_common"] = sorted(model.too_common)
    return content


def _check(model: Model) -> None:
    """A model covers every level there is, with probabilities, and orders its thresholds."""
    known = {comparison.name: comparison for comparison in COMPARISONS}
    if set(model.comparisons) != set(known):
        raise ModelError("comparisons: must be exactly those the code knows")
    for name, comparison in known.items():
        weights = model.comparisons[name]
        if set(weights) != {level.name for level in comparison.levels}:
            raise ModelError(f"comparisons.{name}: levels must be exactly those the code knows")
        for level, weight in weights.items():
            if not (0 < weight.m <= 1 and 0 < weight.u <= 1 and 0 <= weight.tf_share <= 1):
                raise ModelError(f"comparisons.{name}.{level}: m, u and tf_share are shares")
    for name in ("given", "family"):
        if name not in model.frequencies:
            raise ModelError(f"frequencies: lacks {name}")
        if not 0 < model.frequencies[name].unseen < 1:
            raise ModelError(f"frequencies.{name}.unseen must lie between 0 and 1")
    limits = model.thresholds
    ordered = (limits.contradiction, limits.review, limits.link)
    ways = [at for each in model.guards.values() for at in (each.alone, each.beside)]
    set_aside = (*model.holds.values(), *model.holds_alone.values())
    set_aside += tuple(at for at in ways if at is not None)
    others = (limits.group_cut, limits.group_floor, *set_aside)
    if not all(isfinite(each) for each in (*ordered, *others)):
        raise ModelError("thresholds and holds: must be finite")
    if any(each < limits.link for each in set_aside):
        raise ModelError("holds and guards: must not be below the link threshold")
    if not limits.contradiction < limits.review < limits.link:
        raise ModelError("thresholds: contradiction < review < link must hold")
