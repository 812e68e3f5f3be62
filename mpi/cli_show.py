"""`mpi get`, `mpi match` and `mpi tasks`: what the index knows, as tables."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from mpi.cli_common import SERVER_DEFAULT, Server, connected, out
from mpi.words import word

if TYPE_CHECKING:
    from mpi.client import ClientError


def get(
    name: Annotated[
        str,
        typer.Argument(metavar="EID|SOURCE/LOCAL_ID", help="A person, or a record of a person."),
    ],
    server: Server = SERVER_DEFAULT,
) -> None:
    """Show a person: the golden record and the records behind it."""
    source, slash, local_id = name.partition("/")
    with connected(server) as client:
        person = client.get(record=(source, local_id)) if slash else client.get(name)
    retired = person.asked_enterprise_id not in ("", person.enterprise_id)
    out.print(f"Person {person.enterprise_id}", highlight=False)
    if retired:
        out.print(f"  {person.asked_enterprise_id} was joined into it", highlight=False)
    for field, said in _said(person.golden_record.demographics):
        out.print(f"  {field:<14} {said}", markup=False, highlight=False)
    table = _table("record", "status", "version", "name", "birth date", "sex")
    for record in person.records:
        said_of = dict(_said(record.demographics))
        _add(
            table,
            _key(record.key),
            word(record, "status"),
            str(record.version),
            said_of.get("name", ""),
            said_of.get("birth date", ""),
            said_of.get("sex", ""),
        )
    out.print(table)
    if person.task_ids:
        out.print(f"Open tasks: {', '.join(person.task_ids)}", highlight=False)


def match(
    given: Annotated[str, typer.Option(help="Given name.")] = "",
    middle: Annotated[str, typer.Option(help="Middle name.")] = "",
    family: Annotated[str, typer.Option(help="Family name.")] = "",
    suffix: Annotated[str, typer.Option(help="Jr, III …")] = "",
    birth_date: Annotated[str, typer.Option(help="1980-05-12, 05/12/1980, 1980 …")] = "",
    sex: Annotated[str, typer.Option(help="male, female, other or unknown.")] = "",
    ssn: Annotated[str, typer.Option(help="Social security number.")] = "",
    phone: Annotated[str, typer.Option(help="Phone number.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    address: Annotated[str, typer.Option(help="Street line.")] = "",
    city: Annotated[str, typer.Option(help="City.")] = "",
    state: Annotated[str, typer.Option(help="State.")] = "",
    postal_code: Annotated[str, typer.Option(help="Postal code.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Persons at most.")] = 10,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Ask who somebody may be; nothing is written."""
    row = {
        "given_name": given,
        "middle_name": middle,
        "family_name": family,
        "suffix": suffix,
        "birth_date": birth_date,
        "sex": sex,
        "ssn": ssn,
        "phone": phone,
        "email": email,
        "address_line": address,
        "city": city,
        "state": state,
        "postal_code": postal_code,
    }
    asked = {column: said for column, said in row.items() if said}
    if not asked:
        raise typer.BadParameter("say something to look for, such as --family and --birth-date")
    from mpi.files.demographics import to_demographics

    with connected(server) as client:
        answer = client.match(to_demographics(asked), persons_max=limit)
    if not answer.matches:
        out.print("Nobody is alike enough.")
        return
    table = _table("grade", "weight", "person", "best record", "evidence")
    for one in answer.matches:
        _add(
            table,
            word(one.score, "grade").replace("_", "-"),
            f"{one.score.weight_log2:.1f}",
            one.enterprise_id,
            _key(one.record),
            _evidence(one.score),
        )
    out.print(table)
    if answer.truncated:
        out.print("Something said is too common to look through; there may be others.")


def tasks(
    status: Annotated[str, typer.Option(help="open, resolved, superseded, or all.")] = "open",
    kind: Annotated[
        str,
        typer.Option(
            help="potential_duplicate, potential_overlap, potential_overlay, conflict, "
            "identifier_conflict or auto_link_audit."
        ),
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Tasks at most.")] = 50,
    server: Server = SERVER_DEFAULT,
) -> None:
    """List what waits for a steward, oldest first."""
    if status not in ("open", "resolved", "superseded", "all"):
        raise typer.BadParameter("--status: expected open, resolved, superseded or all")
    if kind not in (
        "",
        "potential_duplicate",
        "potential_overlap",
        "potential_overlay",
        "conflict",
        "identifier_conflict",
        "auto_link_audit",
    ):
        raise typer.BadParameter("--kind: expected one of those that --help lists")
    with connected(server) as client:
        found = list(islice(client.tasks("" if status == "all" else status, kind), limit + 1))
    if not found:
        out.print("No tasks.")
        return
    table = _table("task", "asks about", "records", "weight", "because", "since")
    for one in found[:limit]:
        _add(
            table,
            one.task_id,
            _plain(word(one, "kind")),
            "\n".join(_key(key) for key in one.records),
            f"{one.weight_log2:.1f}",
            _plain(one.cause),
            one.opened_at.ToDatetime().strftime("%Y-%m-%d %H:%M"),
        )
    out.print(table)
    if len(found) > limit:
        out.print(f"There are more than {limit:,}; see --limit.", highlight=False)


def in_words(error: ClientError) -> str:
    """A refusal as one line."""
    if error.code == "UNAVAILABLE" and error.reason == "UNAVAILABLE":
        return "the server does not answer; is it running? (--server, or MPI_SERVER)"
    if error.violations:
        return "; ".join(f"{one.field}: expected {one.expected}" for one in error.violations)
    return str(error)


def _said(demographics: Any) -> list[tuple[str, str]]:
    """The fields a person is told by, in words; empty ones are left out."""
    said = demographics
    found = [("name", _name(name)) for name in said.names[:1]]
    found += [("other name", _name(name)) for name in said.names[1:]]
    found += [
        ("birth date", said.birth_date_garbled or said.birth_date),
        ("sex", word(said, "sex")),
    ]
    found += [(_type(one), one.value) for one in said.identifiers]
    for one in said.addresses:
        where = (*one.lines, one.city, one.state, one.postal_code, one.country)
        found.append(("address", ", ".join(part for part in where if part)))
    found += [("phone", one.number) for one in said.phones]
    found += [("email", one) for one in said.emails]
    found.append(("died", said.death_date or ("yes" if said.deceased else "")))
    return [(field, text) for field, text in found if text]


def _type(identifier: Any) -> str:
    return f"{identifier.type} {identifier.authority}".strip()


def _name(name: Any) -> str:
    parts = (name.prefix, name.given, name.middle, name.family, name.suffix)
    return " ".join(part for part in parts if part)


def _evidence(score: Any) -> str:
    lines = [f"{one.weight_log2:+.1f} {one.note or one.level}" for one in score.evidence]
    lines += [f"guard: {_plain(one)}" for one in score.guards]
    lines += [f"held: {_plain(one)}" for one in score.held]
    return "\n".join(lines)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _key(key: Any) -> str:
    return f"{key.source}/{key.local_id}"


def _add(table: Table, *cells: str) -> None:
    """A row of plain text; what stands in brackets is no markup."""
    table.add_row(*map(Text, cells))


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
