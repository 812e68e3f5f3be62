"""Charts as inline SVG, drawn by hand: bars in table cells, and a histogram.

Colours come from the page's style, so that light, dark and print differ there only.  The numbers
stand beside every bar, so that a bar in a cell may be silent to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mpi.batch.pages import bits, count

if TYPE_CHECKING:
    from matching.model import Thresholds
    from mpi.batch.report_facts import Bin

_WIDTH: Final = 200  # of a bar's cell, in its own units
_HEIGHT: Final = 14


def bar(part: float, most: float, kind: str = "link") -> Markup:
    """A bar from the left, as long as `part` is of `most`."""
    length = _WIDTH * min(1.0, part / most) if most > 0 else 0.0
    # Something is never shown as nothing.
    length = max(length, 1.5) if part > 0 else 0.0
    return _cell(f'<rect class="c-{kind}" x="0" y="2" width="{length:.1f}" height="10"/>')


def signed_bar(value: float, low: float, high: float) -> Markup:
    """A bar from zero to the left or right, on an axis from `low` to `high`."""
    x, zero = _place(value, low, high), _place(0.0, low, high)
    kind = "for" if value >= 0 else "against"
    return _cell(
        f'<rect class="c-{kind}" x="{min(x, zero):.1f}" y="2" '
        f'width="{max(abs(x - zero), 0.8):.1f}" height="10"/>'
        f'<line class="axis" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{_HEIGHT}"/>'
    )


def step_bar(begin: float, end: float, low: float, high: float, marks: Sequence[float]) -> Markup:
    """One step of a waterfall from `begin` to `end`, with the thresholds as lines."""
    x, y = _place(begin, low, high), _place(end, low, high)
    kind = "for" if end >= begin else "against"
    lines = "".join(
        f'<line class="mark-{place}" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_HEIGHT}"/>'
        for place, mark in enumerate(marks)
        if 0 <= (at := _place(mark, low, high)) <= _WIDTH
    )
    return _cell(
        f'{lines}<rect class="c-{kind}" x="{min(x, y):.1f}" y="3" '
        f'width="{max(abs(x - y), 0.8):.1f}" height="8"/>'
        f'<line class="step" x1="{y:.1f}" x2="{y:.1f}" y1="3" y2="{_HEIGHT}"/>'
    )


def total_bar(weight: float, low: float, high: float, marks: Sequence[float], kind: str) -> Markup:
    """The sum of a waterfall: a diamond where the weight lies."""
    x = _place(weight, low, high)
    lines = "".join(
        f'<line class="mark-{place}" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_HEIGHT}"/>'
        for place, mark in enumerate(marks)
        if 0 <= (at := _place(mark, low, high)) <= _WIDTH
    )
    return _cell(f'{lines}<rect class="c-{kind}" x="{x - 2:.1f}" y="1" width="4" height="12"/>')


def _place(value: float, low: float, high: float) -> float:
    return _WIDTH * (value - low) / (high - low) if high > low else 0.0


def _cell(inner: str) -> Markup:
    # Numbers of ours only, so nothing has to be escaped.
    return Markup(  # noqa: S704
        f'<svg class="bar" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{inner}</svg>'
    )


_CHART_WIDTH: Final = 960
_CHART_HEIGHT: Final = 300
_LEFT: Final = 64
_TOP: Final = 34
_BOTTOM: Final = 40
_BELOW_REVIEW: Final = 12  # bits shown below the review threshold
_CLIPPED: Final = '<path class="break" d="M{x:.1f},{y} l{w:.1f},-4 l{w:.1f},4"/>'


def histogram(bins: Sequence[Bin], limits: Thresholds) -> Markup:
    """Scored pairs by weight, stacked by verdict, with the thresholds.

    Bars of pairs far below the review threshold would dwarf all others: they are cut, and the
    table below the chart has their numbers.
    """
    shown = [each for each in bins if each.low >= limits.review - _BELOW_REVIEW]
    if not shown:
        return Markup("")
    low, high = shown[0].low, shown[-1].low + 1
    most = max((each.total for each in shown if each.low >= limits.review), default=0)
    most = most or max(each.total for each in shown)
    step = (_CHART_WIDTH - _LEFT - 8) / (high - low)
    stacks = [_stack(each, _LEFT + (each.low - low) * step, step, most) for each in shown]
    parts = [_scale(most), _axis(low, high, step), *stacks]
    for name, at in (("review", limits.review), ("link", limits.link)):
        if low <= at <= high:
            parts.append(_threshold(name, at, _LEFT + (at - low) * step))
    links, reviews = sum(b.link for b in bins), sum(b.review for b in bins)
    label = (
        f"Histogram of scored pairs by weight: {count(links)} linked, {count(reviews)} for review; "
        f"review from {bits(limits.review)}, link from {bits(limits.link)} bits."
    )
    return Markup(  # noqa: S704
        f'<svg class="chart" viewBox="0 0 {_CHART_WIDTH} {_CHART_HEIGHT}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )


def _floor_y() -> float:
    return _CHART_HEIGHT - _BOTTOM


def _stack(each: Bin, x: float, step: float, most: int) -> str:
    room = _floor_y() - _TOP
    y, found = _floor_y(), []
    for kind, pairs in (("link", each.link), ("review", each.review), ("apart", each.apart)):
        height = min(room * pairs / most, y - _TOP + 6)
        if pairs and height > 0:
            height = max(height, 0.8)
            y -= height
            found.append(
                f'<rect class="c-{kind}" x="{x + 0.6:.1f}" y="{y:.1f}" '
                f'width="{max(step - 1.2, 0.6):.1f}" height="{height:.1f}"/>'
            )
    if each.total > most:
        found.append(_CLIPPED.format(x=x, y=_TOP + 4, w=step / 2))
    return "".join(found)


def _scale(most: int) -> str:
    """Three lines across with the numbers of pairs they mean."""
    found = []
    for part in (0.0, 0.5, 1.0):
        y = _floor_y() - part * (_floor_y() - _TOP)
        found.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_CHART_WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{count(most * part)}</text>"
        )
    return "".join(found)


def _axis(low: int, high: int, step: float) -> str:
    every = next(gap for gap in (1, 2, 5, 10, 20, 50, 100) if (high - low) / gap <= 16)
    found = []
    for at in range(low, high + 1):
        if at % every == 0:
            x = min(_LEFT + (at - low) * step, _CHART_WIDTH - 14)
            found.append(
                f'<text class="tick" x="{x:.1f}" y="{_floor_y() + 16}" text-anchor="middle">'
                f"{bits(at).removesuffix('.0')}</text>"
            )
    middle = (_LEFT + _CHART_WIDTH) / 2
    found.append(
        f'<text class="tick" x="{middle:.0f}" y="{_CHART_HEIGHT - 6}" text-anchor="middle">'
        "weight in bits (each bit doubles the odds)</text>"
    )
    return "".join(found)


def _threshold(name: str, at: float, x: float) -> str:
    # Two thresholds may lie close together: their names stand on both sides.
    anchor, gap = ("end", -5) if name == "review" else ("start", 5)
    return (
        f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{_floor_y():.1f}"/>'
        f'<text class="limit-name" x="{x + gap:.1f}" y="18" text-anchor="{anchor}">'
        f"{name} from {bits(at)}</text>"
    )
