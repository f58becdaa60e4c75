"""Staged changes as staff read them."""

from decimal import Decimal

from inventory.admin.change_values import change_values, staged_words
from inventory.admin.remedies import REMEDIES, remedy_of
from inventory.models import Product
from inventory.reasons import ISSUES
from tests import console_rows as rows


def test_prices_carry_their_currency_and_switches_are_words(db):
    product = Product.objects.create(title="Pot", price=Decimal(100), currency="XOF")
    run = rows.run("held")
    price, active = (
        rows.changes(run, 1, first=product.pk)[0],
        rows.changes(run, 1, field="is_active", first=product.pk)[0],
    )
    active.old, active.new = "true", "false"
    assert change_values([price, active]) == {price.pk: ("100.00 XOF", "1.00 XOF"), active.pk: ("yes", "no")}


def test_a_price_in_a_new_currency_names_it(db):
    product = Product.objects.create(title="Pot", price=Decimal(100), currency="XOF")
    run = rows.run("held")
    price = rows.changes(run, 1, first=product.pk)[0]
    rows.changes(run, 1, field="currency", first=product.pk)
    assert change_values([price])[price.pk] == ("100.00 XOF", "1.00 0")


def test_what_would_happen_is_counted_in_words():
    assert staged_words("stock", 12) == "12 would lose their stock"
    assert staged_words("is_active", 1) == "1 would be delisted"
    assert staged_words("price", 1) == "1 price would jump"


def test_every_cause_has_something_to_do():
    assert set(REMEDIES) <= set(ISSUES)
    assert remedy_of("price_missing") != remedy_of("item_unreadable") != ""
