"""What AliExpress alone does, played by the look-alike and read by the real adapter."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.errors import AuthFailed, OutcomeUnknown, RateLimited, Rejected
from suppliers.adapters.aliexpress.simulator.shapes import ListShape
from suppliers.interface import FreightRequest, OrderLine, OrderRequest, Parcel, PurchaseStatus
from suppliers.registry import open_account
from tests.suppliers.contract.stages.aliexpress import AliExpressStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings):
    with AliExpressStage(settings) as stage:
        yield stage


@pytest.fixture
def adapter(stage):
    with open_account(stage.account()) as adapter:
        stage.authorise(adapter)
        yield adapter


def line(product, sku, quantity=1):
    return OrderLine(
        str(sku.sku_id),
        quantity,
        product_id=str(product.product_id),
        order_key=sku.attr,
        service_code="CAINIAO_STANDARD",
    )


def request_of(stage, *lines, number="HUB-1"):
    return OrderRequest(number, stage.address(), lines, "CAINIAO_STANDARD")


def in_stock(stage):
    """Products of which the first SKU can be bought."""
    return [(product, product.skus[0]) for product in stage.simulator.catalogue.on_sale() if product.skus[0].stock > 5]


@pytest.mark.parametrize("shape", [ListShape.FLAT, ListShape.SINGLE])
@pytest.mark.parametrize("forms", [1, 4])
def test_lists_read_the_same_in_all_three_forms(stage, adapter, shape, forms):
    product = next(p for p in stage.simulator.catalogue.on_sale() if len(p.skus) == forms)
    number = str(product.product_id)
    request = FreightRequest("FR", (Parcel(str(product.skus[0].sku_id), 1, number),), currency="EUR")
    wrapped = (adapter.product(number), adapter.categories(), adapter.quote(request))
    stage.simulator.gateway.lists = shape
    assert (adapter.product(number), adapter.categories(), adapter.quote(request)) == wrapped
    assert len(wrapped[0].variants) == forms


def test_every_product_is_read_with_the_ids_stock_and_cost_it_has(stage, adapter):
    for product in list(stage.simulator.catalogue.on_sale())[:40]:
        item = adapter.product(str(product.product_id), "FR", "CNY")
        assert [variant.variant_id for variant in item.variants] == [str(sku.sku_id) for sku in product.skus]
        assert [variant.order_key for variant in item.variants] == [sku.attr for sku in product.skus]
        assert [variant.ships_from for variant in item.variants] == [sku.origin for sku in product.skus]
        assert [variant.cost.amount for variant in item.variants] == [sku.price for sku in product.skus]
        assert [variant.stock.levels[0].total for variant in item.variants] == [sku.stock for sku in product.skus]


def test_the_freight_is_what_the_order_will_cost(stage, adapter):
    product, sku = in_stock(stage)[0]
    stage.simulator.catalogue.change_sku(sku.sku_id, price=Decimal(10))
    quotes = adapter.quote(FreightRequest("FR", (Parcel(str(sku.sku_id), 2, str(product.product_id)),), currency="USD"))
    standard = next(quote for quote in quotes if quote.service_code == "CAINIAO_STANDARD")
    adapter.create_order(request_of(stage, line(product, sku, 2)))
    (order,) = stage.simulator.orders
    assert Decimal(order.amount) == standard.price.amount + Decimal("2.80")


def test_goods_of_two_stores_are_one_placed_order_with_two_numbers(stage, adapter):
    (first, sku), *others = in_stock(stage)
    second, other = next(pair for pair in others if pair[0].store != first.store)
    placed = adapter.create_order(request_of(stage, line(first, sku), line(second, other)))
    assert placed.order_ids == tuple(str(order.order_id) for order in stage.simulator.orders)
    assert len(placed.order_ids) == 2


def test_a_number_used_before_is_told_by_its_code(stage, adapter):
    product, sku = in_stock(stage)[0]
    adapter.create_order(request_of(stage, line(product, sku)))
    with pytest.raises((Rejected, OutcomeUnknown)) as refusal:
        adapter.create_order(request_of(stage, line(product, sku)))
    assert refusal.value.code == "REPEATED_ORDER_ERROR"
    assert len(stage.simulator.orders) == 1


@pytest.mark.parametrize("fault", ["refused_with_number", "sub_code=isp.null-pointer-exception", "code=50"])
def test_an_order_that_may_have_been_made_is_neither_made_nor_refused(stage, adapter, fault):
    product, sku = in_stock(stage)[0]
    stage.simulator.add_fault(f"{fault}@order.createx1")
    with pytest.raises(OutcomeUnknown):
        adapter.create_order(request_of(stage, line(product, sku)))
    assert len(stage.simulator.asked_of("order.create")) == 1


@pytest.mark.parametrize(
    "code",
    [
        "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
        "DELIVERY_METHOD_NOT_EXIST",
        "INVENTORY_HOLD_ERROR",
        "PRICE_PAY_CURRENCY_ERROR",
        "BLACKLIST_BUYER_IN_LIST",
        "USER_ACCOUNT_DISABLED",
        "A003_SUSPICIOUS_BUYER",
        "A006_INVALID_ACCOUNT_INFO",
        "ERROR_WHEN_BUILD_FOR_PLACE_ORDER",
        "A001_ORDER_CANNOT_BE_PLACED",
        "A002_INVALID_ZONE",
        "A005_INVALID_COUNTRIES",
        "A004_CANNOT_USER_COUPON",
    ],
)
def test_a_refused_order_is_refused_under_its_code(stage, adapter, code):
    product, sku = in_stock(stage)[0]
    stage.simulator.add_fault(f"order_error={code}x1")
    with pytest.raises((Rejected, AuthFailed)) as refusal:
        adapter.create_order(request_of(stage, line(product, sku)))
    assert refusal.value.code == code
    assert stage.simulator.orders == []


def test_an_order_is_followed_through_two_parcels(stage, adapter):
    product, sku = in_stock(stage)[0]
    (number,) = adapter.create_order(request_of(stage, line(product, sku, 2))).order_ids
    assert adapter.order(number).status is PurchaseStatus.UNPAID
    order = stage.simulator.orders[0]
    stage.simulator.gateway.books.ship(order, parcels=2)
    purchase = adapter.order(number)
    assert purchase.status is PurchaseStatus.SHIPPED
    assert [ref.number for ref in purchase.tracking] == order.parcels
    updates = adapter.tracking([], number)
    assert [update.number for update in updates] == order.parcels
    for update in updates:
        assert [event.at for event in update.events] == sorted((e.at for e in update.events), reverse=True)


def test_the_hour_of_an_order_is_read_from_the_platforms_own_zone(stage, adapter):
    product, sku = in_stock(stage)[0]
    (number,) = adapter.create_order(request_of(stage, line(product, sku))).order_ids
    assert abs(adapter.order(number).created_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_ban_of_hours_is_told_in_seconds_and_not_sat_out(stage, adapter):
    stage.simulator.add_fault("ban=7200@category.getx1")
    with pytest.raises(RateLimited) as refusal:
        adapter.categories()
    assert refusal.value.retry_after == pytest.approx(7200, abs=5)


def test_a_refresh_without_a_refresh_token_leaves_the_old_one_in_use(stage, adapter):
    adapter.categories()
    stage.simulator.add_fault("no_refresh_tokenx1")
    for _ in range(2):
        stage.end_access()
        assert adapter.categories()
    assert stage.simulator.state()["tokens_refreshed"] == 2


def test_tokens_that_cannot_be_refreshed_call_for_a_person(stage):
    with open_account(stage.account()) as adapter:
        stage.simulator.add_fault("cannot_refreshx1")
        stage.authorise(adapter)
        assert adapter.categories()
        stage.end_access()
        with pytest.raises(AuthFailed):
            adapter.categories()


def test_the_end_of_the_authorisation_does_not_move_with_a_refresh(stage, adapter):
    account = adapter._account
    account.refresh_from_db()
    before = account.refresh_expires_at
    stage.simulator.clock.advance(86_400)
    stage.end_access()
    adapter.categories()
    account.refresh_from_db()
    assert account.refresh_expires_at == before


def test_a_clock_that_is_three_hours_wrong_is_an_error_with_its_code_and_is_not_repeated(stage, adapter):
    stage.simulator.clock.skew = 3 * 3600
    before = stage.calls()
    with pytest.raises(Rejected) as refusal:
        adapter.categories()
    assert refusal.value.code == "IllegalTimestamp"
    assert stage.calls() == before + 1
