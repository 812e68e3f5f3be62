"""Takes an address apart into number, street, unit, city, state and postal code.

Abbreviations follow USPS Publication 28 (tables in `usps.py`), so that AVENUE and AVE meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matching.demographics import Address, AddressUse
from matching.standardize.fold import ascii_text, clipped, fold
from matching.standardize.placeholders import is_placeholder_address, is_placeholder_postal
from matching.standardize.usps import (
    DIRECTIONS,
    LEADING_ZERO_STATES,
    ORDINALS,
    STATES,
    SUFFIXES,
    US_STATES,
)


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    house_number: str = ""
    street: str = ""
    unit: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    placeholders: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """NUMBER|STREET|UNIT|CITY|STATE|POSTAL, or empty if nothing was said."""
        parts = (
            self.house_number, self.street, self.unit, self.city, self.state, self.postal_code,
        )  # fmt: skip
        return "|".join(parts) if any(parts) else ""

    def __repr__(self) -> str:
        """Shows no demographics."""
        return "ParsedAddress(…)"


@dataclass(frozen=True, slots=True)
class ParsedLines:
    house_number: str = ""
    street: str = ""
    unit: str = ""


LINES_MAX: Final = 6
_EMPTY_ADDRESS: Final = ParsedAddress()


def current_and_others(
    addresses: tuple[Address, ...],
) -> tuple[ParsedAddress, tuple[str, ...]]:
    """The current home address, and every other one as text, distinct and sorted."""
    if not addresses:
        return _EMPTY_ADDRESS, ()
    current = _current(addresses)
    parsed = parse_address(current) if current else _EMPTY_ADDRESS
    others = {parse_address(address).text for address in addresses if address is not current}
    return parsed, tuple(sorted(others - {"", parsed.text}))


def _current(addresses: tuple[Address, ...]) -> Address | None:
    for address in addresses:
        if address.use is AddressUse.HOME and not address.end and _says_anything(address):
            return address
    for address in addresses:
        if address.use is not AddressUse.OLD and not address.end and _says_anything(address):
            return address
    return None


def _says_anything(address: Address) -> bool:
    return bool(any(address.lines) or address.city or address.postal_code or address.state)


def parse_address(address: Address) -> ParsedAddress:
    """`address` in its standardized parts; what stood for nothing is empty and listed."""
    country = _country(address.country)
    placeholders: list[str] = []
    lines = tuple(clipped(line) for line in address.lines[:LINES_MAX] if line)
    parsed = parse_lines(lines, country not in ("", "US", "CA")) if lines else ParsedLines()
    if lines and parsed == ParsedLines() and any(is_placeholder_address(fold(x)) for x in lines):
        placeholders.append("street")
    city = _city(clipped(address.city))
    if city is None:
        placeholders.append("city")
    state = _state(clipped(address.state), country)
    if state is None:
        placeholders.append("state")
    postal_code = _postal_code(clipped(address.postal_code), state or "", country)
    if postal_code is None:
        placeholders.append("postal_code")
    return ParsedAddress(
        parsed.house_number,
        parsed.street,
        parsed.unit,
        city or "",
        state or "",
        postal_code or "",
        tuple(placeholders),
    )


_CARE_OF: Final = re.compile(r"^\s*(?:C\s*/\s*O|%|ATTN|ATTENTION|CARE OF)\b.*$|^\s*%.*$")
_PO_BOX: Final = re.compile(
    r"\b(?:P\s*\.?\s*O\s*\.?\s*(?:BOX|BX|B)|POST OFFICE BOX|POBOX|LOCKED BAG|GPO BOX|P O B)\b"
    r"\s*(?:#|NO\.?|NUMBER)?\s*([A-Z0-9-]+)"
)
_BARE_BOX: Final = re.compile(r"^\s*(?:BOX|BX)\s*#?\s*([A-Z0-9-]+)\s*$")
_RURAL: Final = re.compile(
    r"\b(RURAL ROUTE|RURAL RTE|R\s*\.?\s*R\s*\.?|RFD|RD|HIGHWAY CONTRACT|STAR ROUTE|HC)"
    r"\s*#?\s*(\d+)\s*,?\s*(?:BOX|BX|#)\s*#?\s*([A-Z0-9-]+)"
)
_UNIT_WORDS: Final = (
    "APARTMENT|APT|APPT|UNIT|UNT|SUITE|STE|ROOM|RM|LOT|TRAILER|TRLR|SPACE|SPC|FLAT"
    "|VILLA|PENTHOUSE|PH|DEPT|SLIP|HNGR|OFC|OFFICE|FLOOR|FL|BUILDING|BLDG|LEVEL|SHOP|NO|NUM|NUMBER"
)
_PLACED_WORDS: Final = "BASEMENT|BSMT|REAR|FRONT|FRNT|UPPER|UPPR|LOWER|LOWR"
_UNIT: Final = re.compile(
    rf"(?:^|[\s,;.])(?:({_UNIT_WORDS})"
    r"\b[\s.:]*(?:(?:NO|NUMBER)\b\.?)?\s*#?\s*((?=[A-Z]*\d|[A-Z]\b)[A-Z0-9]+(?:-[A-Z0-9]+)*)"
    r"|(\d+)(?:(?:ST|ND|RD|TH)\s+FL|(?:ST|ND|RD|TH)?\s+(?:FLOOR|FLR))\b"
    rf"|#\s*([A-Z0-9]+(?:-[A-Z0-9]+)*)|\b({_PLACED_WORDS})(?=\s*$))"
)
_NUMBER: Final = re.compile(
    r"^(?:NO\.?\s*(?=\d)|#\s*)?"
    r"(?:(?P<flat>\d+[A-Z]?)\s*/\s*(?P<after>\d+[A-Z]?)\b"
    r"|(?P<half>\d+\s+\d/\d)\b|(?P<grid>[NSEW]\d+\s?[NSEW]\d+)\b|(?P<plain>\d+(?:-\d+)?(?:-?[A-Z]|\s[ABCDFGHJ-MP-RTUVXYZ](?=\s+[A-Z0-9]{2}))?)(?=[\s,.]|$))"
)
_LAST_NUMBER: Final = re.compile(r"^(.*[A-Z].*?)[\s,]+(\d+\s?[A-Z]?)$")
_KEPT_UNIT: Final = {"FLOOR": "FL", "FL": "FL", "BUILDING": "BLDG", "BLDG": "BLDG", "LEVEL": "FL"}
_PLACED_UNIT: Final = {
    "BASEMENT": "BSMT", "BSMT": "BSMT", "REAR": "REAR", "FRONT": "FRNT", "FRNT": "FRNT",
    "UPPER": "UPPR", "UPPR": "UPPR", "LOWER": "LOWR", "LOWR": "LOWR",
}  # fmt: skip
# After these a bare number names the road, not a flat: HIGHWAY 20, COUNTY ROAD 9.
_NUMBERED_ROADS: Final = frozenset(("HWY", "RTE", "EXPY", "FWY", "TPKE", "LOOP", "BYP"))
_NUMBERED_FIRST: Final = frozenset("COUNTY STATE US CO CR SR FARM RANCH FM CAMINO CALLE".split())


@lru_cache(maxsize=65_536)
def parse_lines(lines: tuple[str, ...], number_may_be_last: bool = False) -> ParsedLines:
    """House number, street and unit of the lines of an address."""
    if len(lines) == 1 and (plain := _plain_street(lines[0])):
        return plain
    said = [ascii_text(line).replace("'", "").strip(" ,;.") for line in lines]
    said = [line for line in said if line and not _CARE_OF.match(line)]
    said = [line for line in said if not is_placeholder_address(fold(line))]
    if len(said) > 1 and said[0].isdigit() and not said[1][0].isdigit():
        said[:2] = [f"{said[0]} {said[1]}"]  # the house number stood in a line of its own
    units: list[str] = []
    streets: list[str] = []
    boxes: list[ParsedLines] = []
    for line in said:
        rest = _without_units(_without_boxes(line, boxes), units)
        if rest:
            streets.append(rest)
    # The line with a house number is the street; a building's or a farm's name stands before it.
    numbered = [line for line in streets if _NUMBER.match(line) and re.search(r"[A-Z]", line)]
    if boxes and not numbered:
        return ParsedLines(boxes[0].house_number, boxes[0].street, " ".join(units))
    chosen = (numbered or streets or [""])[0]
    return _street(chosen, units, number_may_be_last)


_PLAIN_STREET: Final = re.compile(
    r"([1-9][0-9]{0,5}) ([A-Z]{2,30}(?: [A-Z]{1,30}){0,4}?)"
    r"(?: (?:APT|UNIT|STE|SUITE|APARTMENT) ([0-9]{1,6}))?",
    re.ASCII | re.IGNORECASE,
)
# Words that make a line more than number and street; POST OFFICE, LOCKED BAG and GPO are boxes.
MORE_THAN_STREET: Final = frozenset(
    f"{_UNIT_WORDS}|{_PLACED_WORDS}|FLR|P|PO|POB|POBX|POBOX|POST|LOCKED|GPO".split("|")
)


def _plain_street(line: str) -> ParsedLines | None:
    """A line of a number and plain words, and perhaps a flat, without a search for other things."""
    found = _PLAIN_STREET.fullmatch(line)
    if not found:
        return None
    number, said, flat = found.groups()
    said = said.upper()
    if not MORE_THAN_STREET.isdisjoint(said.split()) or is_placeholder_address(line.upper()):
        return None
    units = [flat] if flat else []
    street = " ".join(street_words(said, units))
    return ParsedLines(number, street, " ".join(dict.fromkeys(units)))


def _without_boxes(line: str, boxes: list[ParsedLines]) -> str:
    if rural := _RURAL.search(line):
        kind = "HC" if rural[1].startswith(("HC", "HIGHWAY", "STAR")) else "RR"
        boxes.append(ParsedLines(fold(rural[3]), f"{kind} {int(rural[2])}"))
        line = f"{line[: rural.start()]} {line[rural.end() :]}"
    if box := _PO_BOX.search(line) or _BARE_BOX.match(line):
        boxes.append(ParsedLines(fold(box[1]), "PO BOX"))
        line = f"{line[: box.start()]} {line[box.end() :]}"
    return line.strip(" ,;.-")


def _without_units(line: str, units: list[str]) -> str:
    while unit := _UNIT.search(line):
        is_numero = unit[4] or unit[1] in ("NO", "NUM", "NUMBER")
        if unit.start() == 0 and is_numero and re.search(r"[A-Z]{2}", line[unit.end() :]):
            break  # "#12 MAIN ST": a house number, not a flat
        units.append(_unit_text(unit))
        line = f"{line[: unit.start()]} {line[unit.end() :]}".strip(" ,;.-")
    return line


def _unit_text(unit: re.Match[str]) -> str:
    if unit[5]:
        return _PLACED_UNIT[unit[5]]
    if unit[3]:
        return f"FL {unit[3]}"
    value = fold(unit[2] or unit[4] or "").replace(" ", "")
    kept = _KEPT_UNIT.get(unit[1] or "")
    return f"{kept} {value}" if kept else value


def _street(line: str, units: list[str], number_may_be_last: bool) -> ParsedLines:
    number = ""
    if match := _NUMBER.match(line):
        if match["flat"]:
            units.insert(0, match["flat"])
        number = match["after"] or match["half"] or match["grid"] or match["plain"] or ""
        rest = line[match.end() :]
        if not re.search(r"[A-Z0-9]", rest):
            rest = ""
    else:
        rest = line
        if number_may_be_last and (last := _LAST_NUMBER.match(line)):
            rest, number = last[1], last[2]
    words = street_words(fold(rest), units)
    return ParsedLines(_house_number(number), " ".join(words), " ".join(dict.fromkeys(units)))


def _house_number(said: str) -> str:
    if "/" in said:
        return " ".join(said.split())
    number = re.sub(r"[\s]+", "", said)
    if re.fullmatch(r"\d+-[A-Z]", number):
        number = number.replace("-", "")
    return number.lstrip("0") or ("0" if number else "")


def street_words(folded: str, units: list[str]) -> list[str]:
    """The words of a street with the abbreviations of Publication 28; a trailing flat goes out."""
    words = folded.replace(" N E ", " NE ").split()
    words = [ORDINALS.get(word, word) for word in words]
    if len(words) > 1:
        words = ["ST" if word == "SAINT" else DIRECTIONS.get(word, word) for word in words]
    last = _last_suffix(words)
    if last:
        words[last] = SUFFIXES[words[last]]
        tail = words[last + 1 :]
        if (
            len(tail) == 1
            and any(character.isdigit() for character in tail[0])
            and words[last] not in _NUMBERED_ROADS
            and words[last - 1] not in _NUMBERED_FIRST
        ):
            units.append(words.pop())
    return words


def _last_suffix(words: list[str]) -> int:
    """The position of the last street suffix, never the first word; 0 if there is none."""
    for position in range(len(words) - 1, 0, -1):
        if words[position] in SUFFIXES:
            return position
    return 0


@lru_cache(maxsize=65_536)
def _city(said: str) -> str | None:
    folded = fold(said)
    if not folded:
        return ""
    if is_placeholder_address(folded):
        return None
    words = folded.split()
    first = {"SAINT": "ST", "FORT": "FT", "MOUNT": "MT"}.get(words[0], words[0])
    return " ".join([DIRECTIONS.get(first, first) if len(words) > 1 else first, *words[1:]])


@lru_cache(maxsize=8_192)
def _state(said: str, country: str) -> str | None:
    folded = fold(said)
    if not folded:
        return ""
    if folded in STATES:
        return STATES[folded]
    if is_placeholder_address(folded) or folded in ("XX", "ZZ", "UN", "UK", "00", "99"):
        return None if country in ("", "US") else folded
    short = folded.replace(" ", "")
    return short if len(short) <= 3 else folded


@lru_cache(maxsize=65_536)
def _postal_code(said: str, state: str, country: str) -> str | None:
    code = fold(said).replace(" ", "")
    if not code:
        return ""
    if is_placeholder_postal(code):
        return None
    if country not in ("", "US") or not code.isdigit():
        return code
    if len(code) in (3, 4) and (country == "US" or state in US_STATES):
        may_pad = state in LEADING_ZERO_STATES or (not state and len(code) == 4)
        return code.zfill(5) if may_pad else code
    if len(code) == 8 and state in LEADING_ZERO_STATES:
        code = "0" + code
    if len(code) == 9:
        code = code[:5]
    return None if is_placeholder_postal(code) else code


def _country(said: str) -> str:
    code = fold(said).replace(" ", "")
    return {
        "USA": "US", "UNITEDSTATES": "US", "UNITEDSTATESOFAMERICA": "US", "CAN": "CA",
        "CANADA": "CA", "AUS": "AU", "AUSTRALIA": "AU", "GBR": "GB", "UK": "GB",
        "UNITEDKINGDOM": "GB", "MEX": "MX", "MEXICO": "MX",
    }.get(code, code)  # fmt: skip


def phone_region(addresses: tuple[Address, ...]) -> str:
    """The country whose dialling rules a record's national phone numbers follow."""
    for address in addresses:
        country = _country(address.country)
        if len(country) == 2:
            return country
    return "US"
