"""The canonical columns of a file, and the usual headers that mean them.

`recognized` is all that a loader needs: it answers a Layout, which turns a row as it stands in
the file into a row of canonical columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mpi.files import full_names

COLUMNS: Final = (
    "source",
    "local_id",
    "prefix",
    "given_name",
    "middle_name",
    "family_name",
    "suffix",
    "previous_family_name",
    "maiden_name",
    "alias_given_name",
    "alias_family_name",
    "birth_date",
    "sex",
    "ssn",
    "phone",
    "phone_home",
    "phone_work",
    "phone_mobile",
    "email",
    "address_line",
    "city",
    "state",
    "postal_code",
    "country",
    "mother_maiden_name",
    "mother_given_name",
    "multiple_birth",
    "birth_order",
    "deceased",
    "death_date",
    "race",
    "ethnicity",
    "language",
    "event_time",
)

# phone_2, email_2, address_line_2 …; identifier:DL or identifier:MR@NORTH; other:whatever.
_FURTHER: Final = re.compile(r"(?:phone|email|address_line)_[2-9]")
_TYPED: Final = re.compile(r"identifier:[^@:\s][^@:]*(?:@.+)?|other:.+")


def is_canonical(column: str) -> bool:
    """Whether this is the name of a canonical column."""
    return (
        column in COLUMNS
        or _FURTHER.fullmatch(column) is not None
        or _TYPED.fullmatch(column) is not None
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a file say what.

    `parts`: canonical column -> the file columns that say it, joined by a blank where there are
    several.  `ignored`: file columns that say nothing the index knows.
    """

    parts: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...] = ()
    constants: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, str]] | None = None  # canonical column -> word -> word
    po_boxes: tuple[str, ...] = ()  # file columns with the bare number of a box
    # File column with a full name -> style of the split.  It says what other columns leave empty.
    splits: Mapping[str, str] | None = None

    def row(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The canonical row of a row as it stands in the file; empty values are left out."""
        found = dict(self.constants or {})
        for column, parts in self.parts.items():
            said = " ".join(value for part in parts if (value := self._said(cells, part)))
            if said:
                found[column] = said
        for part, style in (self.splits or {}).items():
            split = full_names.split(cells.get(part, ""), style)
            if full_names.agrees(split, found):
                found = {**split, **found}
        for column, words in (self.values or {}).items():
            said = found.get(column, "")
            if said.casefold() in words:
                found[column] = words[said.casefold()]
        return found

    def _said(self, cells: Mapping[str, str], part: str) -> str:
        said = cells.get(part, "").strip()
        return f"PO Box {said}" if part in self.po_boxes and _is_number(said) else said


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit()


Wanted = Mapping[str, str]


def recognized(headers: Sequence[str], wanted: Wanted | None = None) -> Layout:
    """The layout of a file with these headers.

    `wanted` (file column -> canonical column, "-" to leave it out) goes before what is
    recognised; of two columns that say the same, the first in the file is taken.
    """
    parts: dict[str, tuple[str, ...]] = {}
    ignored: list[str] = []
    said = {header: column for header, column in (wanted or {}).items() if header in headers}
    for header, column in said.items():
        if column != "-":
            parts[column] = (*parts.get(column, ()), header)
    by_meaning = _by_meaning(header for header in headers if header not in said)
    for header in headers:
        if header in said:
            continue
        column = by_meaning(header)
        if not column or column in parts:
            ignored.append(header)
        else:
            parts[column] = (header,)
    left_out = [header for header, column in said.items() if column == "-"]
    # A full name is taken apart where nothing says its parts, or all but what stands between them.
    said_apart = {"given_name", "middle_name", "family_name"} & parts.keys()
    is_split = said_apart in ({"given_name", "family_name"}, {"middle_name"}, set())
    full = parts.get("_full_name", ())
    return Layout(
        _with_joined_street(parts),
        (*ignored, *left_out, *(() if is_split else full)),
        po_boxes=parts.get("_po_box", ()),
        splits=dict.fromkeys(full, full_names.BY_COMMA) if is_split and full else None,
    )


def _by_meaning(headers: Iterable[str]) -> Callable[[str], str]:
    """Header -> canonical column, for the headers of one file."""
    plain = {_plain(header) for header in headers}

    def column(header: str) -> str:
        said = header.strip()
        if is_canonical(said):
            return said
        name = _plain(header)
        if is_canonical(name):
            return name
        # An "ID" is the local id only where no other column is.
        if name == "id" and plain & {"local_id", *_HEADERS["local_id"].split()} - {"id"}:
            return ""
        return _MEANING.get(name, "")

    return column


_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


def _plain(header: str) -> str:
    """FirstName, "First Name" and FIRST_NAME as first_name; pat_ and patient_ are dropped."""
    name = _BETWEEN.sub("_", _CAMEL.sub("_", header.strip()).casefold()).strip("_")
    for prefix in ("patient_", "pat_", "pt_", "person_", "member_"):
        if name.startswith(prefix) and (rest := name.removeprefix(prefix)) not in ("id", "no"):
            return rest
    return name


# The parts of a street line in the order they are written.
_STREET: Final = ("_street_number", "address_line", "_unit", "_po_box")


def _with_joined_street(parts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    joined = {column: said for column, said in parts.items() if not column.startswith("_")}
    street = tuple(part for column in _STREET for part in parts.get(column, ()))
    if street:
        joined["address_line"] = street
    return joined


# Headers in the wild, as `_plain` writes them.
_HEADERS: Final = {
    "source": "source_code source_system source_dataset facility system assigning_authority "
    "sending_facility data_source org",
    "local_id": "id rid rec_id record_id mrn medical_record_number medical_record_no patient_id "
    "patient_no patient_number person_id member_id pat_id pid chart_number chart_no empi_local_id "
    "unique_id account_number",
    "prefix": "title name_prefix salutation",
    "given_name": "given givenname first fname first_name firstname forename name_first "
    "given_names first_names vorname prenom",
    "middle_name": "middle mname middlename middle_initial mi mid_name second_name name_middle "
    "middle_names",
    "family_name": "family familyname last lname last_name lastname surname name_last sname "
    "last_names nachname nom",
    "suffix": "name_suffix generation gen_suffix suffix_name",
    "previous_family_name": "previous_last_name previous_surname former_last_name former_name "
    "prior_last_name previous_name prev_last_name",
    "maiden_name": "maiden birth_name name_at_birth birth_surname",
    "alias_given_name": "alias_first_name aka_first_name nickname preferred_name "
    "preferred_first_name",
    "alias_family_name": "alias_last_name aka_last_name alias_surname",
    "birth_date": "dob birthdate date_of_birth birthday bdate birth_dt dateofbirth birth_day "
    "dt_of_birth born",
    "sex": "gender gender_code sex_code administrative_sex birth_sex admin_sex sex_at_birth "
    "administrative_gender",
    "ssn": "social_security_number social_security_no social_security soc_sec_no ss_number "
    "social ssn_number",
    "phone": "phone_number telephone tel phone_no phonenumber telephone_number phone1 phone_1 "
    "primary_phone contact_number phone_primary",
    "phone_2": "phone2 secondary_phone alternate_phone other_phone phone_number_2",
    "phone_home": "home_phone home_phone_number telephone_home phone_number_home",
    "phone_work": "work_phone business_phone work_phone_number phone_number_work",
    "phone_mobile": "mobile cell cell_phone mobile_phone phone_cell mobile_number cellphone "
    "phone_number_mobile",
    "email": "e_mail email_address mail emailaddress e_mail_address",
    "address_line": "address street addr address_1 address1 addr1 street_address address_line1 "
    "address_line_1 street_name street1 street_1 address_street address_street1 line1 "
    "home_address mailing_address addr_line_1",
    "address_line_2": "address_2 address2 addr2 address_line2 street_2 street2 addr_line_2",
    "_full_name": "full_name fullname name patient_name whole_name complete_name",
    "_street_number": "street_number house_number street_no house_no streetnumber",
    "_unit": "unit unit_number apartment apt apt_number unit_no",
    "_po_box": "po_box pobox",
    "city": "town suburb locality address_city city_name municipality home_city",
    "state": "state_code province region address_state state_province state_abbreviation "
    "home_state",
    "postal_code": "zip zipcode zip_code postcode postal zip5 post_code address_zip zip_postal "
    "postalcode postcode_fake home_zip",
    "country": "country_code nation address_country",
    "mother_maiden_name": "mothers_maiden_name mother_maiden mothers_maiden mother_s_maiden_name "
    "mother_maiden_last_name mother_maiden_surname",
    "mother_given_name": "mother_first_name mothers_first_name mothers_given_name "
    "mother_s_first_name",
    "multiple_birth": "multiple_birth_indicator twin multiple_births multiple_birth_flag "
    "multiple_birth_boolean",
    "birth_order": "multiple_birth_order multiple_birth_integer birthorder",
    "deceased": "death_indicator deceased_indicator is_deceased dead deceased_boolean",
    "death_date": "deathdate date_of_death dod deceased_date dateofdeath deceased_date_time",
    "race": "race_code race_ethnicity race_desc",
    "ethnicity": "ethnicity_code ethnic_group ethnicity_desc",
    "language": "preferred_language language_code primary_language lang",
    "event_time": "last_updated updated_at last_update last_modified modified_at update_time "
    "record_time",
    "identifier:DL": "drivers drivers_license driver_license drivers_license_number "
    "driver_s_license driving_licence dl dl_number driver_license_number",
    "identifier:PPN": "passport passport_number passport_no",
    # Febrl's made-up Australian number: a national identifier, but no SSN.
    "identifier:NI": "soc_sec_id national_id nhs_number national_identifier nationalid",
    "identifier:MC": "medicare medicare_num medicare_number medicare_id",
    "identifier:MA": "medicaid medicaid_num medicaid_number medicaid_id",
    "identifier:MB": "member_number insurance_id subscriber_id policy_number insurance_number",
}
_MEANING: Final = {
    header: column for column, headers in _HEADERS.items() for header in headers.split()
}
