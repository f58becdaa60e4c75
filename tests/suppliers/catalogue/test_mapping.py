"""Links between our products and suppliers' variants, as staff make and mend them."""

from decimal import Decimal

import pytest

from core.models import Event, Job
from core.states import ForbiddenMove
from inventory.models import Product, Supply
from inventory.stock import stock_sums
from suppliers.actions import mapping
from suppliers.actions.errors import NotPossible
from suppliers.actions.refreshing import refresh
from suppliers.matching import Match
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from tests.catalogue_rows import make_product
from tests.suppliers.catalogue.shelf import SLUG, cat_bed, level, variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(db) -> Product:
    return make_product("Cat bed, grey", sku="S-v1", options={"Color": "grey"}, stock_known=False)


@pytest.fixture
def bed(shelf):
    return cat_bed()


def link(product: Product, account: SupplierAccount, variant_id: str = "v1", **values) -> SupplierProduct:
    return mapping.link(product, account, "p1", variant_id, **{"by": "ann", **values})


def sellable(product: Product) -> Decimal:
    return stock_sums([product.pk])[product.pk].total


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def ranks() -> dict[str, int]:
    return dict(SupplierProduct.objects.values_list("external_variant_id", "rank"))


def test_a_link_takes_cost_stock_and_options_from_the_supplier(product, account, bed):
    offer = link(product, account)

    assert (offer.state, offer.cost, offer.options) == ("confirmed", Decimal("5.0000"), [["Color", "Grey"]])
    assert SupplierStock.objects.get(offer=offer).total == 10
    assert sellable(product) == 10
    assert kinds() == ["supplier_product.linked"]
    assert Job.objects.get(kind="inventory.products_changed").payload == {"product_ids": [product.pk]}


def test_linking_again_changes_only_ratio_and_rank(product, account, bed):
    first = link(product, account)
    again = link(product, account, ratio=2)

    assert (again.pk, again.quantity_ratio) == (first.pk, 2)
    assert sellable(product) == 5
    assert Supply.objects.get().cost == Decimal("10.0000")


def test_an_unknown_variant_or_a_ratio_of_nothing_is_refused(product, account, bed):
    with pytest.raises(NotPossible, match="no variant v9"):
        link(product, account, "v9")
    with pytest.raises(NotPossible):
        link(product, account, ratio=0)
    assert SupplierProduct.objects.count() == 0


def test_one_product_may_have_several_suppliers_in_their_order(product, account, bed):
    link(product, account, "v1")
    link(product, account, "v2")
    cat_bed(variants=(*bed.variants, variant("v3")))
    link(product, account, "v3", rank=1)
    assert ranks() == {"v3": 1, "v1": 2, "v2": 3}

    mapping.set_rank(SupplierProduct.objects.get(external_variant_id="v2"), 1, "ann")

    assert ranks() == {"v2": 1, "v3": 2, "v1": 3}
    assert [supply.source[-2:] for supply in Supply.objects.order_by("rank")] == ["v2", "v3", "v1"]
    assert [line.source[-2:] for line in stock_sums([product.pk])[product.pk].lines] == ["v2", "v3", "v1"]
    assert Event.objects.filter(kind="supplier_product.ranked").latest("pk").data == {"rank": [3, 1]}


def test_the_same_variant_at_two_accounts_is_two_offers(product, account, bed):
    second = SupplierAccount.objects.create(supplier=SLUG, name="Second")

    link(product, account)
    link(product, second)

    assert Supply.objects.count() == 2
    assert sellable(product) == 20


def test_changed_options_wait_until_staff_confirm_them(product, account, shelf, bed):
    offer = link(product, account)
    shelf.change("p1", "v1", options=(("Color", "Green"),))
    refresh(account, ["p1"])
    offer.refresh_from_db()
    assert (offer.state, sellable(product)) == ("changed", 0)

    assert mapping.confirm(offer, "ann")

    offer.refresh_from_db()
    assert (offer.state, offer.options, offer.seen_options) == ("confirmed", [["Color", "Green"]], None)
    assert sellable(product) == 10
    refresh(account, ["p1"])
    offer.refresh_from_db()
    assert offer.state == "confirmed"


def test_a_rejected_link_is_not_sold_and_stays_known(product, account, shelf, bed):
    offer = link(product, account)
    shelf.change("p1", "v1", options=(("Color", "Green"),))
    refresh(account, ["p1"])
    offer.refresh_from_db()

    assert mapping.reject(offer, "ann")

    assert (offer.state, sellable(product)) == ("disabled", 0)
    assert Event.objects.latest("pk").data == {"from": "changed", "code": "rejected"}


def test_a_link_can_be_switched_off_and_on(product, account, bed):
    offer = link(product, account)

    assert mapping.disable(offer, "ann", "too slow")
    assert (sellable(product), Supply.objects.get().reason) == (0, "disabled")
    assert Event.objects.latest("pk").data["why"] == "too slow"

    assert mapping.enable(offer, "ann")
    assert (sellable(product), SupplierProduct.objects.get().checked_at) == (10, None)


def test_a_button_on_an_old_page_does_nothing(product, account, bed):
    offer, stale = link(product, account), SupplierProduct.objects.get()
    mapping.disable(offer, "ann")

    assert not mapping.disable(stale, "bob")
    with pytest.raises(ForbiddenMove):
        mapping.confirm(link_of(stale, "confirmed"), "bob")
    assert kinds() == ["supplier_product.linked", "supplier_product.disabled"]


def link_of(offer: SupplierProduct, state: str) -> SupplierProduct:
    offer.state = state
    return offer


def test_naming_a_switched_off_link_again_switches_it_on(product, account, bed):
    mapping.disable(link(product, account), "ann")

    assert link(product, account).state == "confirmed"
    assert sellable(product) == 10


def test_unlinking_takes_everything_away_but_our_product(product, account, bed):
    mapping.unlink(link(product, account), "ann")

    assert (SupplierProduct.objects.count(), SupplierStock.objects.count(), Supply.objects.count()) == (0, 0, 0)
    assert Product.objects.get() == product
    event = Event.objects.latest("pk")
    assert (event.kind, event.subject_type) == ("product.unlinked", "inventory.product")
    assert event.data == {"supplier": SLUG, "variant": "v1", "sku": "S-v1"}


def test_the_supplier_sold_out_in_one_area_still_delivers_from_another(product, account, shelf, bed):
    cat_bed(variants=(variant("v1", "5.00", level(0, "1"), level(4, "2")),))

    link(product, account)

    assert sellable(product) == 4


def test_variants_are_proposed_by_sku_and_options(product, account, bed):
    other = make_product("Cat bed, blue", options={"Colour": "Blue"})

    assert mapping.propose([product, other], bed) == [
        Match(str(product.pk), "v1", 100, ("same_sku", "same_options")),
        Match(str(other.pk), "v2", 80, ("same_values",)),
    ]
    assert [match.score for match in mapping.compare([product, other], bed)] == [100, 80]


def test_a_suggestion_is_read_and_not_sold_until_staff_confirm_it(product, account, shelf, bed):
    other = make_product("Something else", options={"Size": "XL"}, stock_known=False)

    made = mapping.suggest(account, [product, other], "p1", "ann")

    assert [(offer.product, offer.external_variant_id, offer.state) for offer in made] == [(product, "v1", "suggested")]
    assert (sellable(product), Supply.objects.get().reason) == (0, "unconfirmed")
    assert Event.objects.get().data["reasons"] == ["same_sku", "same_options"]
    shelf.change("p1", "v1", options=(("Color", "Light grey"),))
    refresh(account, ["p1"])
    offer = SupplierProduct.objects.get()
    assert (offer.state, offer.options) == ("suggested", [["Color", "Light grey"]])

    assert mapping.confirm(offer, "ann")
    assert sellable(product) == 10


def test_what_staff_have_rejected_is_not_suggested_again(product, account, bed):
    [offer] = mapping.suggest(account, [product], "p1", "ann")
    assert mapping.suggest(account, [product], "p1", "ann") == []

    mapping.reject(offer, "ann")

    assert mapping.suggest(account, [product], "p1", "ann") == []
    assert SupplierProduct.objects.get().state == "disabled"
