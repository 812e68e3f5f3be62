"""MatchRow: the only list of columns that blocking and the model see.

Every text is upper-case ASCII, folded by `matching.standardize`; an empty string or tuple means
missing, and missing is neutral: it neither agrees nor disagrees.  Values that stand for nothing
(999-99-9999, 1900-01-01, JOHN DOE, BABY BOY) are already missing here.  Tuples hold
alternatives, distinct and sorted; they become LIST columns in DuckDB.
"""

from __future__ import annotations

from typing import Any

import msgspec


class MatchRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    given: str = ""  # first given name: "MARIA"
    given_other: tuple[str, ...] = ()  # alias and previous given names, further given tokens
    middle: str = ""  # middle name(s) or initial(s), space-separated
    family: str = ""  # family name, parts joined by one space: "GARCIA LOPEZ"
    family_other: tuple[str, ...] = ()  # previous, maiden and alias family names
    given_native: str = ""  # as said, NFC and case-folded, when it is not Latin script
    family_native: str = ""
    suffix: str = ""  # JR, SR, II, III, IV, V
    birth_date: str = ""  # YYYYMMDD (which may be no day that is), YYYYMM or YYYY
    death_date: str = ""  # likewise
    sex: str = ""  # M or F
    ssn: str = ""  # nine digits, valid
    ssn_last4: str = ""  # the last four, also when only they were said
    identifiers: tuple[str, ...] = ()  # "TYPE|AUTHORITY|VALUE", names one human; SS not among them
    phones: tuple[str, ...] = ()  # E.164 without "+": "13125550123"
    emails: tuple[str, ...] = ()  # "USER@HOST"
    house_number: str = ""  # of the current home address
    street: str = ""  # "N MAIN ST": USPS abbreviations (Publication 28)
    unit: str = ""  # "4B"
    city: str = ""
    state: str = ""  # two letters for US states, else folded text
    postal_code: str = ""  # five digits in the US, else folded without spaces
    addresses_other: tuple[str, ...] = ()  # "NUMBER|STREET|UNIT|CITY|STATE|POSTAL" of the others
    mother_family: str = ""  # mother's maiden name
    mother_given: str = ""
    mother_identifier: str = ""  # "TYPE|AUTHORITY|VALUE"
    multiple_birth: str = ""  # Y, N
    birth_order: int = 0  # 1, 2, 3 … ; 0: not said
    newborn_name: str = ""  # a temporary newborn name as said, folded: "BABY BOY", "GIRL A"
    placeholders: tuple[str, ...] = ()  # fields whose value stood for nothing, by column name

    def __repr__(self) -> str:
        """Shows no demographics, so that a stray log line cannot leak them."""
        return "MatchRow(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Nor does rich, which asks a struct for its fields."""
        return []
