"""Self-contained pages: one style, no network, no script, everything escaped.

Templates lie in `templates/`; what they show is made elsewhere and passed in.
"""

from __future__ import annotations

import math
import os
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def rendered(template: str, **facts: Any) -> str:
    """The page that the template makes of the facts."""
    return _environment().get_template(template).render(style=_style(), **facts)


def write_page(path: Path, page: str) -> None:
    """Writes the page whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(page, encoding="utf-8")
    os.replace(part, path)  # noqa: PTH105  (atomic, and the same on every platform)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("mpi.batch"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "count": count,
        "people": people,
        "percent": percent,
        "bits": bits,
        "share": share,
        "seconds": seconds,
        "about": about,
        "small": small,
    }
    return found


def _style() -> Markup:
    # Our own file, which holds nothing that a record said.
    text = resources.files("mpi.batch").joinpath("templates", "style.css").read_text("utf-8")
    return Markup(text)  # noqa: S704


_THIN: Final = "\u202f"


def count(number: float) -> str:
    """1234567 as 1,234,567."""
    return f"{round(number):,}"


def percent(share: float) -> str:
    """A share as people read it: never 0 % of something, never 100 % of not everything."""
    if math.isnan(share):
        return "\u2013"
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", f"{_THIN}%")
    value = 100 * share
    if value < 0.1:
        text = "<" + _THIN + "0.1"
    elif value > 99.9:
        text = ">" + _THIN + "99.9"
    else:
        text = f"{value:.1f}"
    return f"{text}{_THIN}%"


def share(part: float, whole: float) -> str:
    """The part of a whole in percent; a dash where there is no whole."""
    return percent(part / whole) if whole else "\u2013"


def bits(weight: float) -> str:
    """A weight with its sign; a true minus, so that columns line up."""
    if abs(weight) < 0.05:
        return "0.0"
    return f"{weight:+.1f}".replace("-", "\u2212")


def about(number: float) -> str:
    """An estimate with no more digits than it deserves."""
    if abs(number) >= 100:
        return count(number)
    if 0 < abs(number) < 0.1:
        return "under 0.1"
    return f"{number:.1f}"


def people(number: float) -> str:
    """An expected count of pairs or people."""
    return "fewer than 1" if number < 1 else f"about {count(number)}"


def seconds(duration: float) -> str:
    if duration < 60:
        return f"{duration:.1f}{_THIN}s"
    return f"{int(duration // 60)}{_THIN}min {round(duration % 60)}{_THIN}s"


def small(share: float) -> str:
    """A share that may be tiny, with two digits that matter."""
    if share >= 0.001:
        return f"{share:.3f}".rstrip("0")
    return f"1 in {count(1 / share)}" if share else "0"
