"""once: a property that is worked out when it is first asked for, and then kept.

`functools.cached_property` takes a lock each time (until Python 3.12), which costs more than most
of what a pair is asked.  Whatever is so marked is pure: two threads at once find the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 (it reads as `property` does)
    """See the module's docstring."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, of: Any, owner: type | None = None) -> T:
        found = of.__dict__[self._name] = self._work(of)
        return found
