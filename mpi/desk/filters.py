"""Filters that stewards keep under a name."""

from __future__ import annotations

from mpi.act import Act
from mpi.domain.event import FilterForgotten, FilterSaved
from mpi.domain.tasks_asked import SavedFilter
from mpi.errors import FilterNotFound, ResourceExhausted

FILTERS_MAX = 200  # of one owner


def save(act: Act, kept: SavedFilter) -> SavedFilter:
    """Keep the filter; one of its name is replaced.

    Raises:
        ResourceExhausted
    """
    own = [one for one in act.tx.filters() if one.owner == kept.owner]
    if len(own) >= FILTERS_MAX and kept.name not in {one.name for one in own}:
        raise ResourceExhausted(limit="filters_max", filters_max=str(FILTERS_MAX))
    if kept not in own:
        act.append(FilterSaved(kept))
    return kept


def forget(act: Act, owner: str, name: str) -> int:
    """Forget a filter.

    Raises:
        FilterNotFound
    """
    if not any((one.owner, one.name) == (owner, name) for one in act.tx.filters()):
        raise FilterNotFound
    act.append(FilterForgotten(owner, name))
    return 1
