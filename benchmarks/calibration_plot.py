"""Claimed against true: draws what benchmarks/batch_accuracy.py --out found as one SVG.

    python benchmarks/calibration_plot.py results.jsonl docs/reference/calibration.svg

Both axes are shares of wrong links on a logarithmic scale; on the diagonal a claim is exactly
right, above it the truth is worse than the claim.  A large dot is a whole set: what the trained
model expected of its links, against its labels, with the interval of both.  A small dot is a band
of claimed probability among the links of a set.  Without a single wrong one, a dot stands on the
bottom line.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10
from pathlib import Path
from typing import Any

LEAST = 1e-5  # what is less is drawn here
SIDE, LEFT, TOP = 420, 70, 20
COLOURS = ("#1b6ca8", "#b5462f", "#3b7d3a", "#7a4fa3", "#9a6b00", "#00736f", "#a12a6d", "#555555")
COLOURS += ("#2f4b9a", "#8a3b12")
STYLE = 'role="img" font-family="sans-serif" font-size="12"'
BAND_PAIRS_LEAST = 50  # smaller bands say little

Line = Mapping[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("svg", type=Path)
    arguments = parser.parse_args()
    newest = {}
    for text in arguments.results.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if "error" not in line:
            newest[line["set"]] = line
    arguments.svg.write_text(drawn(list(newest.values())), encoding="utf-8")


def drawn(lines: Sequence[Line]) -> str:
    width, height = LEFT + SIDE + 210, TOP + SIDE + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {STYLE}>',
        "<title>Claimed and true shares of wrong links on the labelled sets</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        *axes(),
    ]
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        parts += [*bands(line, colour), *whole(line, colour)]
        height_ = TOP + 12 + 20 * number
        parts.append(f'<circle cx="{LEFT + SIDE + 24}" cy="{height_ - 4}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + SIDE + 36}" y="{height_}">{escape(line["set"])}</text>')
    return "\n".join([*parts, "</svg>", ""])


def axes() -> Iterator[str]:
    bottom = TOP + SIDE
    for power in range(-5, 1):
        share = 10.0**power
        said = "none" if share <= LEAST else f"{share:g}"
        yield f'<line x1="{x(share)}" y1="{TOP}" x2="{x(share)}" y2="{bottom}" stroke="#ddd"/>'
        yield f'<path d="M{LEFT} {y(share)}H{LEFT + SIDE}" stroke="#ddd"/>'
        claimed = "less" if share <= LEAST else said
        yield f'<text x="{x(share)}" y="{bottom + 18}" text-anchor="middle">{claimed}</text>'
        yield f'<text x="{LEFT - 8}" y="{y(share) + 4}" text-anchor="end">{said}</text>'
    yield f'<line x1="{LEFT}" y1="{bottom}" x2="{LEFT + SIDE}" y2="{TOP}" stroke="#888"/>'
    middle = LEFT + SIDE / 2
    yield f'<text x="{middle}" y="{bottom + 42}" text-anchor="middle">wrong links, claimed</text>'
    turned = f'transform="translate(16 {TOP + SIDE / 2}) rotate(-90)"'
    yield f'<text {turned} text-anchor="middle">wrong links, true</text>'


def bands(line: Line, colour: str) -> Iterator[str]:
    for decision, band, pairs, claimed, true in line.get("calibration", ()):
        if decision == "link" and pairs >= BAND_PAIRS_LEAST and true is not None:
            yield (
                f'<circle cx="{x(1 - claimed):.1f}" cy="{y(1 - true):.1f}" r="3" fill="{colour}" '
                f'fill-opacity="0.5"><title>{escape(line["set"])}, {escape(band)}: {pairs:,} pairs'
                "</title></circle>"
            )


def whole(line: Line, colour: str) -> Iterator[str]:
    """What the model expected of all its links; nothing where it claimed nothing."""
    claimed = line.get("expectation") or {}
    false, links = claimed.get("false_links"), claimed.get("links")
    if not false or not links or line["precision"] is None:
        return
    across, up = x(false["value"] / links), y(1 - line["precision"])
    low, high = line["precision_interval"]
    ends = (x(false["low"] / links), x(false["high"] / links), y(1 - high), y(1 - low))
    yield f'<path d="M{ends[0]:.1f} {up:.1f}H{ends[1]:.1f}" stroke="{colour}"/>'
    yield f'<path d="M{across:.1f} {ends[2]:.1f}V{ends[3]:.1f}" stroke="{colour}"/>'
    yield f'<circle cx="{across:.1f}" cy="{up:.1f}" r="6" fill="{colour}"/>'


def x(share: float) -> float:
    return LEFT + SIDE * _along(share)


def y(share: float) -> float:
    return TOP + SIDE * (1 - _along(share))


def _along(share: float) -> float:
    return 1 - log10(max(share, LEAST)) / log10(LEAST)


if __name__ == "__main__":
    main()
