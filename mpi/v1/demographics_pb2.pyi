from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class NameUse(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NAME_USE_UNSPECIFIED: _ClassVar[NameUse]
    NAME_USE_LEGAL: _ClassVar[NameUse]
    NAME_USE_PREVIOUS: _ClassVar[NameUse]
    NAME_USE_MAIDEN: _ClassVar[NameUse]
    NAME_USE_ALIAS: _ClassVar[NameUse]

class Sex(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEX_UNSPECIFIED: _ClassVar[Sex]
    SEX_MALE: _ClassVar[Sex]
    SEX_FEMALE: _ClassVar[Sex]
    SEX_OTHER: _ClassVar[Sex]
    SEX_UNKNOWN: _ClassVar[Sex]

class AddressUse(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADDRESS_USE_UNSPECIFIED: _ClassVar[AddressUse]
    ADDRESS_USE_HOME: _ClassVar[AddressUse]
    ADDRESS_USE_WORK: _ClassVar[AddressUse]
    ADDRESS_USE_TEMPORARY: _ClassVar[AddressUse]
    ADDRESS_USE_BILLING: _ClassVar[AddressUse]
    ADDRESS_USE_OLD: _ClassVar[AddressUse]

class PhoneUse(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PHONE_USE_UNSPECIFIED: _ClassVar[PhoneUse]
    PHONE_USE_HOME: _ClassVar[PhoneUse]
    PHONE_USE_WORK: _ClassVar[PhoneUse]
    PHONE_USE_MOBILE: _ClassVar[PhoneUse]
NAME_USE_UNSPECIFIED: NameUse
NAME_USE_LEGAL: NameUse
NAME_USE_PREVIOUS: NameUse
NAME_USE_MAIDEN: NameUse
NAME_USE_ALIAS: NameUse
SEX_UNSPECIFIED: Sex
SEX_MALE: Sex
SEX_FEMALE: Sex
SEX_OTHER: Sex
SEX_UNKNOWN: Sex
ADDRESS_USE_UNSPECIFIED: AddressUse
ADDRESS_USE_HOME: AddressUse
ADDRESS_USE_WORK: AddressUse
ADDRESS_USE_TEMPORARY: AddressUse
ADDRESS_USE_BILLING: AddressUse
ADDRESS_USE_OLD: AddressUse
PHONE_USE_UNSPECIFIED: PhoneUse
PHONE_USE_HOME: PhoneUse
PHONE_USE_WORK: PhoneUse
PHONE_USE_MOBILE: PhoneUse

class Demographics(_message.Message):
    __slots__ = ("names", "birth_date", "sex", "identifiers", "addresses", "phones", "emails", "mother", "multiple_birth", "birth_order", "deceased", "death_date", "language", "race", "ethnicity", "other", "birth_date_garbled")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIERS_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    PHONES_FIELD_NUMBER: _ClassVar[int]
    EMAILS_FIELD_NUMBER: _ClassVar[int]
    MOTHER_FIELD_NUMBER: _ClassVar[int]
    MULTIPLE_BIRTH_FIELD_NUMBER: _ClassVar[int]
    BIRTH_ORDER_FIELD_NUMBER: _ClassVar[int]
    DECEASED_FIELD_NUMBER: _ClassVar[int]
    DEATH_DATE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    RACE_FIELD_NUMBER: _ClassVar[int]
    ETHNICITY_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_GARBLED_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedCompositeFieldContainer[Name]
    birth_date: str
    sex: Sex
    identifiers: _containers.RepeatedCompositeFieldContainer[Identifier]
    addresses: _containers.RepeatedCompositeFieldContainer[Address]
    phones: _containers.RepeatedCompositeFieldContainer[Phone]
    emails: _containers.RepeatedScalarFieldContainer[str]
    mother: Mother
    multiple_birth: bool
    birth_order: int
    deceased: bool
    death_date: str
    language: str
    race: _containers.RepeatedScalarFieldContainer[str]
    ethnicity: _containers.RepeatedScalarFieldContainer[str]
    other: _containers.RepeatedCompositeFieldContainer[Other]
    birth_date_garbled: str
    def __init__(self, names: _Optional[_Iterable[_Union[Name, _Mapping]]] = ..., birth_date: _Optional[str] = ..., sex: _Optional[_Union[Sex, str]] = ..., identifiers: _Optional[_Iterable[_Union[Identifier, _Mapping]]] = ..., addresses: _Optional[_Iterable[_Union[Address, _Mapping]]] = ..., phones: _Optional[_Iterable[_Union[Phone, _Mapping]]] = ..., emails: _Optional[_Iterable[str]] = ..., mother: _Optional[_Union[Mother, _Mapping]] = ..., multiple_birth: _Optional[bool] = ..., birth_order: _Optional[int] = ..., deceased: _Optional[bool] = ..., death_date: _Optional[str] = ..., language: _Optional[str] = ..., race: _Optional[_Iterable[str]] = ..., ethnicity: _Optional[_Iterable[str]] = ..., other: _Optional[_Iterable[_Union[Other, _Mapping]]] = ..., birth_date_garbled: _Optional[str] = ...) -> None: ...

class Name(_message.Message):
    __slots__ = ("family", "given", "middle", "prefix", "suffix", "use")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_FIELD_NUMBER: _ClassVar[int]
    PREFIX_FIELD_NUMBER: _ClassVar[int]
    SUFFIX_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    family: str
    given: str
    middle: str
    prefix: str
    suffix: str
    use: NameUse
    def __init__(self, family: _Optional[str] = ..., given: _Optional[str] = ..., middle: _Optional[str] = ..., prefix: _Optional[str] = ..., suffix: _Optional[str] = ..., use: _Optional[_Union[NameUse, str]] = ...) -> None: ...

class Identifier(_message.Message):
    __slots__ = ("type", "value", "authority")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    type: str
    value: str
    authority: str
    def __init__(self, type: _Optional[str] = ..., value: _Optional[str] = ..., authority: _Optional[str] = ...) -> None: ...

class Address(_message.Message):
    __slots__ = ("lines", "city", "state", "postal_code", "country", "use", "start", "end")
    LINES_FIELD_NUMBER: _ClassVar[int]
    CITY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedScalarFieldContainer[str]
    city: str
    state: str
    postal_code: str
    country: str
    use: AddressUse
    start: str
    end: str
    def __init__(self, lines: _Optional[_Iterable[str]] = ..., city: _Optional[str] = ..., state: _Optional[str] = ..., postal_code: _Optional[str] = ..., country: _Optional[str] = ..., use: _Optional[_Union[AddressUse, str]] = ..., start: _Optional[str] = ..., end: _Optional[str] = ...) -> None: ...

class Phone(_message.Message):
    __slots__ = ("number", "use")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    number: str
    use: PhoneUse
    def __init__(self, number: _Optional[str] = ..., use: _Optional[_Union[PhoneUse, str]] = ...) -> None: ...

class Mother(_message.Message):
    __slots__ = ("maiden_name", "given", "identifier")
    MAIDEN_NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    maiden_name: str
    given: str
    identifier: Identifier
    def __init__(self, maiden_name: _Optional[str] = ..., given: _Optional[str] = ..., identifier: _Optional[_Union[Identifier, _Mapping]] = ...) -> None: ...

class Other(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
