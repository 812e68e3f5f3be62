"""What the page sees of the quality of people and machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with a 95 % interval."""

    count: int
    total: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Day:
    day: str
    opened: int
    resolved: int
    superseded: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Age:
    """How old the waiting tasks of a kind are."""

    kind: str
    waiting: int
    hours_median: float
    hours_max: float
    overdue: int
    # Younger than a day, than a week, than 30 days, than 90 days, older.
    by_age: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Steward:
    actor: str
    resolved: int
    hours_median: float
    hours_p90: float
    handling_s_median: float
    reversed: Share
    in_time: Share
    per_day: float


@dataclass(frozen=True, slots=True)
class StewardAgreement:
    actor: str
    agreement: Share
    known_found: Share


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two stewards answer alike, and how often known answers are found."""

    agreement: Share
    kappa: Figure | None
    known_found: Share
    waiting: int
    stewards: tuple[StewardAgreement, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A score band: what the model claims, and what stewards judged."""

    probability_from: float
    probability_before: float
    claimed: float
    observed: Share
    finding: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """Claimed against observed."""

    bands: tuple[Band, ...]
    brier: float
    judged: int
    order: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """AHIMA's rates of one source; "" for all."""

    source: str
    records: int
    duplicates: Share
    overlaps: Share
    overlays: Share
    duplicates_with_open: Share
    overlaps_with_open: Share
    overlays_with_open: Share


@dataclass(frozen=True, slots=True)
class Audit:
    """The estimated number of wrong automatic links."""

    links: int
    drawn: int
    answered: int
    waiting: int
    wrong: Figure
    precision: Figure
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of figures shows."""

    days: tuple[Day, ...]
    ages: tuple[Age, ...]
    all: Steward
    stewards: tuple[Steward, ...]
    agreement: Agreement
    calibration: Calibration
    audit: Audit
    rates_all: Rates
    rates: tuple[Rates, ...]
    definitions: tuple[tuple[str, str], ...]
