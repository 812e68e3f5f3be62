"""Requests of the desk -> domain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mpi.desk.claiming import Wanted
from mpi.desk.opening import RECORDS_MAX
from mpi.desk.resolving import Asked
from mpi.domain.record import RecordKey
from mpi.domain.task import WAITING, MoveTo, ReasonCode, Resolution, TaskState, Why
from mpi.domain.tasks_asked import Order, TaskFilter
from mpi.errors import Violation
from mpi.gateways.grpc import desk_wire
from mpi.gateways.grpc.reading import Reading
from mpi.v1 import stewardship_pb2 as pb
from mpi.v1 import task_pb2 as tasks

MANY_MAX: Final = 500
ACTOR_MAX: Final = 128
NAME_MAX: Final = 64


def why(reading: Reading, request: Any) -> Why:
    code = reading.enum(desk_wire.REASON_CODES, request.reason_code, "reason_code")
    return Why(code or ReasonCode.NONE, reading.reason(request.reason))


def actor(reading: Reading, text: str, path: str) -> str:
    if len(text) > ACTOR_MAX or not text.isprintable():
        reading.violations.append(Violation(path, f"at most {ACTOR_MAX} printable characters"))
    return text


def revision(reading: Reading, number: int, path: str = "expected_revision") -> int:
    if number < 0:
        reading.violations.append(Violation(path, "a revision, or 0"))
    return number


def task_filter(reading: Reading, request: Any, path: str = "filter") -> TaskFilter:
    """The filter of a request; one that is unset does not narrow."""
    if not request.HasField(path):
        return TaskFilter()
    return filter_of(reading, getattr(request, path), path)


def filter_of(reading: Reading, said: tasks.TaskFilter, path: str) -> TaskFilter:
    key = RecordKey("", "")
    if said.HasField("record"):
        key = reading.key(said.record, f"{path}.record")
    for name in ("weight_min", "weight_max"):
        number = getattr(said, name)
        if number != number:  # noqa: PLR0124 -- what no number is, is not itself
            reading.violations.append(Violation(f"{path}.{name}", "a number"))
    return TaskFilter(
        states=_states(reading, said.statuses, f"{path}.statuses"),
        kinds=_members(reading, desk_wire.TASK_KINDS, said.kinds, f"{path}.kinds"),
        priorities=_members(reading, desk_wire.PRIORITIES, said.priorities, f"{path}.priorities"),
        sources=tuple(
            reading.source_code(code, f"{path}.sources[{place}]")
            for place, code in enumerate(_few(reading, said.sources, f"{path}.sources"))
        ),
        assignee=actor(reading, said.assignee, f"{path}.assignee"),
        mine=said.mine,
        unassigned=said.unassigned,
        weight_min=said.weight_min if said.HasField("weight_min") else None,
        weight_max=said.weight_max if said.HasField("weight_max") else None,
        opened_from=reading.moment(said, "opened_from"),
        opened_before=reading.moment(said, "opened_before"),
        closed_from=reading.moment(said, "closed_from"),
        overdue=said.overdue,
        needs_second_person=said.needs_second_person,
        resolved_by=actor(reading, said.resolved_by, f"{path}.resolved_by"),
        eid=reading.text(said.enterprise_id, f"{path}.enterprise_id"),
        source=key.source,
        local_id=key.local_id,
    )


def order(reading: Reading, number: int, default: Order = Order.OLDEST) -> Order:
    return reading.enum(desk_wire.ORDERS, number, "order") or default


def wanted(reading: Reading, request: pb.ClaimNextRequest, path: str = "") -> Wanted:
    """Which task the caller wants next."""
    if len(request.skip_task_ids) > MANY_MAX:
        reading.violations.append(Violation(f"{path}skip_task_ids", f"at most {MANY_MAX}"))
    left = request.instead_of_task_id
    return Wanted(
        filter_of(reading, request.filter, f"{path}filter"),
        order(reading, request.order, Order.PRIORITY),
        tuple(
            reading.number(text, f"{path}skip_task_ids[{place}]")
            for place, text in enumerate(request.skip_task_ids[:MANY_MAX])
        ),
        reading.number(left, f"{path}instead_of_task_id") if left else 0,
    )


def place(reading: Reading, token: str) -> tuple[float, int] | None:
    """Where a page of tasks begins."""
    if not token:
        return None
    key, _, number = token.partition(" ")
    try:
        found = (float(key), int(number))
    except ValueError:
        found = (float("nan"), 0)
    if found[0] != found[0] or not 0 < found[1] < 2**62:
        reading.violations.append(Violation("page_token", "one that this index gave"))
        return None
    return found


def place_token(where: tuple[float, int] | None) -> str:
    return f"{where[0]!r} {where[1]}" if where else ""


def resolving(reading: Reading, request: pb.ResolveTaskRequest, path: str = "") -> Asked:
    return Asked(
        reading.number(request.task_id, f"{path}task_id"),
        reading.required_enum(desk_wire.RESOLUTIONS, request.resolution, f"{path}resolution"),
        why(reading, request),
        groups(reading, request.groups, f"{path}groups"),
        move_to(reading, request, f"{path}move_to"),
        revision(reading, request.expected_revision, f"{path}expected_revision"),
    )


def groups(
    reading: Reading, said: Iterable[tasks.RecordGroup], path: str
) -> tuple[tuple[RecordKey, ...], ...]:
    found = list(said)
    if len(found) > RECORDS_MAX:
        reading.violations.append(Violation(path, f"at most {RECORDS_MAX} groups"))
    return tuple(
        tuple(
            reading.key(key, f"{path}[{place}].records[{number}]")
            for number, key in enumerate(group.records[:MANY_MAX])
        )
        for place, group in enumerate(found[:RECORDS_MAX])
    )


def move_to(reading: Reading, request: pb.ResolveTaskRequest, path: str) -> MoveTo | None:
    if not request.HasField("move_to"):
        return None
    said = request.move_to
    which = said.WhichOneof("to")
    if which == "record":
        key = reading.key(said.record, f"{path}.record")
        return MoveTo(key.source, key.local_id)
    if which == "enterprise_id" and said.enterprise_id:
        return MoveTo(eid=reading.text(said.enterprise_id, f"{path}.enterprise_id"))
    if which == "new_person" and said.new_person:
        return MoveTo(new_person=True)
    expected = "a record, an enterprise ID, or new_person set to true"
    reading.violations.append(Violation(path, expected))
    return None


def filter_name(reading: Reading, text: str, path: str) -> str:
    if not 1 <= len(text) <= NAME_MAX or not text.isprintable():
        expected = f"1 to {NAME_MAX} printable characters"
        reading.violations.append(Violation(path, expected))
    return text


def bulk_resolution(reading: Reading, number: int) -> Resolution:
    """Nobody is joined in bulk."""
    found: Resolution = reading.required_enum(desk_wire.RESOLUTIONS, number, "resolve")
    allowed = (Resolution.DIFFERENT_PERSONS, Resolution.CANNOT_TELL, Resolution.REJECT_UPDATE)
    if found not in allowed:
        expected = "DIFFERENT_PERSONS, CANNOT_TELL or REJECT_UPDATE"
        reading.violations.append(Violation("resolve", expected))
    return found


def _states(reading: Reading, numbers: Iterable[int], path: str) -> tuple[TaskState, ...]:
    found: dict[TaskState, None] = {}
    for number in _few(reading, numbers, path):
        if number == tasks.TASK_STATUS_OPEN:
            found |= dict.fromkeys(WAITING)
        elif (state := reading.enum(desk_wire.STATES, number, path)) is not None:
            found[state] = None
    return tuple(found)


def _members(reading: Reading, members: Any, numbers: Iterable[int], path: str) -> tuple[Any, ...]:
    found = (reading.enum(members, number, path) for number in _few(reading, numbers, path))
    return tuple(one for one in found if one is not None)


def _few(reading: Reading, values: Iterable[Any], path: str) -> list[Any]:
    found = list(values)
    if len(found) > MANY_MAX:
        reading.violations.append(Violation(path, f"at most {MANY_MAX}"))
    return found[:MANY_MAX]
