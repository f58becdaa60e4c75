"""An address as `ds.order.create` takes it. Nothing of it is lost: what was changed stands beside what it was."""

from typing import NamedTuple

from suppliers.adapters.aliexpress.mapper.latin import in_latin
from suppliers.adapters.aliexpress.mapper.phones import split_phone
from suppliers.interface import ShippingAddress

# Countries whose post codes are written with a gap or a dash that AliExpress does not take.
_DIGITS_ONLY = frozenset({"SE", "GR", "CZ", "SK", "BR"})
_TAX_FIELDS = {"BR": "cpf", "CL": "rut_no"}  # others: `tax_number`


class Changed(NamedTuple):
    """A line that is sent otherwise than it was written, for a preview."""

    field: str
    original: str
    sent: str


class AddressProblem(ValueError):  # noqa: N818 - says what is wrong
    """The address cannot be sent. `field` is ours; the text holds nothing personal."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class SentAddress(NamedTuple):
    fields: dict[str, str]  # theirs, snake_case: camelCase names are not seen, without an error that says so
    changes: tuple[Changed, ...]

    def __repr__(self) -> str:
        return f"<SentAddress in {self.fields.get('country', '')}>"


def to_send(address: ShippingAddress) -> SentAddress:
    """The address in Latin letters, the telephone split. Raises AddressProblem before anything is sent."""
    country = address.country.upper()
    phone = split_phone(address.phone, country)
    if phone is None:
        raise AddressProblem("phone", "AliExpress needs a telephone number that can be called from abroad.")
    lines = {
        "name": address.name,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "province": address.province,
    }
    sent = {field: _latin(field, line) for field, line in lines.items()}
    sent["postal_code"] = _postal_code(address.postal_code, country)
    changes = tuple(
        Changed(field, original, sent[field])
        for field, original in (lines | {"postal_code": address.postal_code}).items()
        if original.strip() != sent[field]
    )
    fields = {
        "address": sent["address1"],
        "address2": sent["address2"],
        "city": sent["city"],
        "province": sent["province"],
        "zip": sent["postal_code"],
        "country": country,
        "contact_person": sent["name"],
        "full_name": sent["name"],
        "phone_country": phone.country,
        "mobile_no": phone.number,
        "locale": "en_US",
        _TAX_FIELDS.get(country, "tax_number"): address.tax_id.strip(),
    }
    return SentAddress({name: value for name, value in fields.items() if value}, changes)


def _latin(field: str, line: str) -> str:
    found = in_latin(line.strip())
    if found is None:
        raise AddressProblem(field, "AliExpress takes Latin letters only, and this line has others: spell it in Latin.")
    return found


def _postal_code(code: str, country: str) -> str:
    if country in _DIGITS_ONLY:
        return "".join(letter for letter in code if letter.isdigit() and letter.isascii())
    return _latin("postal_code", code)
