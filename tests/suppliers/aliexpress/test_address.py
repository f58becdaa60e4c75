"""Addresses as AliExpress takes them: Latin letters, the telephone split, the original kept beside what is sent."""

# ruff: noqa: RUF001 - letters that look like Latin ones are the very point

import pytest

from suppliers.adapters.aliexpress.mapper.address import AddressProblem, Changed, to_send
from suppliers.adapters.aliexpress.mapper.latin import in_latin
from suppliers.adapters.aliexpress.mapper.phones import split_phone
from suppliers.interface import ShippingAddress


def address(**changes):
    values = {"name": "A. Reader", "address1": "Street 1", "city": "Town", "country": "SE", "phone": "+46701234567"}
    return ShippingAddress(**(values | changes))


@pytest.mark.parametrize(
    ("line", "latin"),
    [
        ("Malmö", "Malmo"),
        ("Ålesund Ø", "Alesund O"),
        ("Straße", "Strasse"),
        ("Łódź", "Lodz"),
        ("Œuvre d’Été", "OEuvre d'Ete"),
        ("Αθήνα", "Athina"),
        ("Οδός Λουκιανού 5", "Odos Loukianou 5"),
        ("Шевченка", "Shevchenka"),
        ("Йошкар-Ола", "Yoshkar-Ola"),
        ("Diyarbakır İzmir", "Diyarbakir Izmir"),
        ("Sɛgu Ɲɛnɛ", "Segu Nyene"),
        ("plain 12-B", "plain 12-B"),
    ],
)
def test_a_line_is_spelt_in_latin_letters(line, latin):
    """pitfall 30."""
    assert in_latin(line) == latin


@pytest.mark.parametrize("line", ["東京", "محمد", "서울", "Route 5 東"])
def test_a_line_that_has_no_spelling_here_is_left_to_people(line):
    assert in_latin(line) is None


def test_a_greek_address_keeps_its_original_for_the_preview():
    """pitfall 30."""
    sent = to_send(address(city="Αθήνα", country="GR", postal_code="105 57", phone="+30 691 234 5678"))
    assert (sent.fields["city"], sent.fields["zip"]) == ("Athina", "10557")
    assert set(sent.changes) == {Changed("city", "Αθήνα", "Athina"), Changed("postal_code", "105 57", "10557")}


@pytest.mark.parametrize(
    ("country", "code", "sent"),
    [
        ("SE", "211 20", "21120"),
        ("CZ", "110 00", "11000"),
        ("BR", "01310-100", "01310100"),
        ("GB", "SW1A 1AA", "SW1A 1AA"),
        ("PL", "00-950", "00-950"),
    ],
)
def test_a_post_code_loses_its_gap_where_the_country_has_digits_only(country, code, sent):
    """pitfall 30."""
    assert to_send(address(country=country, postal_code=code)).fields["zip"] == sent


def test_an_address_in_plain_letters_is_not_changed():
    assert to_send(address(postal_code="21120")).changes == ()


def test_empty_lines_are_not_sent():
    assert "address2" not in to_send(address()).fields


@pytest.mark.parametrize(("country", "field"), [("BR", "cpf"), ("CL", "rut_no"), ("KR", "tax_number")])
def test_a_tax_number_goes_under_its_country_s_name(country, field):
    assert to_send(address(country=country, tax_id=" 123 ")).fields[field] == "123"


def test_what_cannot_be_sent_names_the_field_and_nothing_personal():
    with pytest.raises(AddressProblem) as raised:
        to_send(address(name="محمد"))
    assert raised.value.field == "name"
    assert "محمد" not in str(raised.value)
    assert "Reader" not in repr(to_send(address()))


@pytest.mark.parametrize(
    ("phone", "country", "split"),
    [
        ("+33 6 12 34 56 78", "FR", ("+33", "612345678")),
        ("0033612345678", "FR", ("+33", "612345678")),
        ("06 12 34 56 78", "FR", ("+33", "612345678")),
        ("+33 (0)6.12.34.56.78", "FR", ("+33", "612345678")),
        ("+22376000000", "FR", ("+223", "76000000")),
        ("76 00 00 00", "ML", ("+223", "76000000")),
        ("+1 212 555 0100", "US", ("+1", "2125550100")),
        ("+1 212 555 0100", "CA", ("+1", "2125550100")),
        ("(212) 555-0100", "US", ("+1", "2125550100")),
        ("+44 20 7946 0000", "GB", ("+44", "2079460000")),
    ],
)
def test_a_telephone_number_is_split(phone, country, split):
    """pitfall 28."""
    assert split_phone(phone, country) == split


@pytest.mark.parametrize(
    ("phone", "country"),
    [("", "FR"), ("none", "FR"), ("0", "FR"), ("+999 1", "FR"), ("612345678", "ZZ"), ("+33", "FR"), ("٠٦١٢", "FR")],
)
def test_a_telephone_number_that_cannot_be_split_is_not_guessed(phone, country):
    """pitfall 28."""
    assert split_phone(phone, country) is None
