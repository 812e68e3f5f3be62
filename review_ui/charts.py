"""Charts: where the marks of a drawing stand; the templates draw them as SVG, without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from review_ui.seen_quality import Band, Day, Rates, Share

WIDTH: Final = 560
HEIGHT: Final = 190
_LEFT: Final = 44
_RIGHT: Final = 8
_TOP: Final = 8
_BOTTOM: Final = 26


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One upright bar."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars and a line over days."""

    columns: tuple[Column, ...]
    line: str
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    floor: int = HEIGHT - _BOTTOM


@dataclass(frozen=True, slots=True)
class Point:
    """What was observed where something was claimed, with its interval."""

    x: float
    y: float
    low: float
    high: float
    radius: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Span:
    """A share with its interval, on a line of its own."""

    label: str
    x: float
    low: float
    high: float
    upper: float | None
    y: int
    text: str


def throughput(days: Sequence[Day]) -> Chart:
    """Tasks that were opened (up to the left) and ended (to the right), day by day."""
    top = max((max(one.opened, one.resolved + one.superseded) for one in days), default=0)
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    scale = _Scale(top)
    columns = []
    for n, one in enumerate(days):
        ended = one.resolved + one.superseded
        x = _LEFT + n * slot
        for place, (kind, number) in enumerate((("against", one.opened), ("for", ended))):
            words = "opened" if kind == "against" else "ended"
            y = scale.y(number)
            columns.append(
                Column(
                    round(x + slot * (0.1 + 0.4 * place), 1),
                    y,
                    round(max(1.0, slot * 0.36), 1),
                    round(HEIGHT - _BOTTOM - y, 1),
                    kind,
                    f"{one.day}: {number:,} {words}",
                )
            )
    return Chart(tuple(columns), "", _days(days, slot), scale.ticks)


def backlog(days: Sequence[Day]) -> Chart:
    """How many waited at the end of each day."""
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    scale = _Scale(max((one.waiting for one in days), default=0))
    points = " ".join(
        f"{_LEFT + (n + 0.5) * slot:.1f},{scale.y(one.waiting):.1f}" for n, one in enumerate(days)
    )
    return Chart((), points, _days(days, slot), scale.ticks)


def calibration(bands: Sequence[Band]) -> tuple[Point, ...]:
    """Claimed (to the right) against observed (upwards), in a square of 220."""
    side, most = 220, max((one.observed.total for one in bands), default=0)

    def at(share: float) -> float:
        return round(_LEFT + side * share, 1)

    def up(share: float) -> float:
        return round(_TOP + side * (1 - share), 1)

    return tuple(
        Point(
            at(one.claimed),
            up(one.observed.share),
            up(one.observed.low),
            up(one.observed.high),
            round(3 + 5 * (one.observed.total / most) ** 0.5, 1),
            {"claims_too_much": "against", "claims_too_little": "near"}.get(one.finding, "total"),
            f"claimed {one.claimed:.1%}, observed {one.observed.share:.1%} "
            f"({one.observed.low:.1%} to {one.observed.high:.1%}, {one.observed.total:,} pairs)",
        )
        for one in bands
        if one.observed.total
    )


def spans(rates: Sequence[Rates], name: str) -> tuple[Span, ...]:
    """One rate of each source, its interval, and where it ends if open questions are true."""
    shares = [
        (one.source or "all", getattr(one, name), getattr(one, f"{name}_with_open"))
        for one in rates
    ]
    most = max((max(one.high, more.share) for _, one, more in shares), default=0.0) or 1.0
    left, width = 130, WIDTH - 130 - 70

    def at(share: float) -> float:
        return round(left + width * share / most, 1)

    return tuple(
        Span(
            label,
            at(one.share),
            at(one.low),
            at(one.high),
            at(more.share) if more.share > one.share else None,
            24 * n,
            _text(one),
        )
        for n, (label, one, more) in enumerate(shares)
    )


def _text(share: Share) -> str:
    return f"{share.share:.2%}" if share.total else "-"


def _days(days: Sequence[Day], slot: float) -> tuple[Tick, ...]:
    every = max(1, len(days) // 6)
    return tuple(
        Tick(round(_LEFT + (n + 0.5) * slot, 1), one.day[5:])
        for n, one in enumerate(days)
        if n % every == every // 2
    )


class _Scale:
    """An upright axis from 0 to a round number."""

    def __init__(self, top: float) -> None:
        step = 1
        while step * 5 < top:  # 1, 2, 5, 10, 20 …
            step = step * 5 // 2 if str(step)[0] == "2" else step * 2
        count = max(1, -(-int(top) // step))
        self._top = step * count
        self.ticks = tuple(Tick(self.y(step * n), f"{step * n:,}") for n in range(count + 1))

    def y(self, number: float) -> float:
        return round(_TOP + (HEIGHT - _BOTTOM - _TOP) * (1 - number / self._top), 1)
