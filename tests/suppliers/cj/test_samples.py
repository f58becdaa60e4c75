"""Every sample body of the contract, sent over the wire and read to exact values."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from core.budget import reading
from core.errors import AuthFailed, NotFound, PartnerDown, RateLimited, Rejected, Unsupported
from core.money import Money, MoneyRange
from suppliers.adapters.cj.envelope import open_envelope
from suppliers.adapters.cj.mapper.disputes import DisputeLine
from suppliers.interface import (
    Balance,
    FreightRequest,
    ItemState,
    Parcel,
    PlacedOrder,
    PurchaseLine,
    PurchaseStatus,
    Quota,
    Review,
    SearchQuery,
    StockLevel,
    Topic,
    TrackingRef,
    TrackingStatus,
    VariantStock,
)
from tests.core.http import scripted_server as will
from tests.suppliers.cj.orders import order_request

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "contracts" / "samples" / "cj"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the contracts' samples are not here (ENTREPOT_SHARED)"),
]

MAT, GREY, BEIGE = "1780000000000000001", "1780000000000000101", "1780000000000000102"
ORDER = "2612310000000000001"
PARCEL = "CJPFR7160102171YQ"
FREIGHT = FreightRequest("FR", (Parcel(GREY, 2),))
PUSHED = "ca72a4834cd14b9588e88ce206f6000"


def body(name):
    return (SAMPLES / f"{name}.json").read_bytes()


def dollars(text):
    return Money(Decimal(text), "USD")


@pytest.fixture
def sample(wire):
    """Lets CJ answer with a sample, or several in a row."""

    def answer(*names, status=200):
        wire.server.will(*(will.answer(status, body(name)) for name in names))

    return answer


def test_every_sample_is_used_here():
    used = Path(__file__).read_text("utf-8")
    assert [path.stem for path in sorted(SAMPLES.glob("*.json")) if f'"{path.stem}"' not in used] == []


def test_settings(cj, sample):
    sample("setting_get_ok")
    info = cj.connect()
    assert (info.remote_id, info.name, info.email) == ("", "Hub Test", "ops@example.test")
    assert (info.calls_per_second, info.level, info.is_sandbox) == (1.0, "GENERAL", False)
    assert info.quotas == (Quota("/api2.0/v1/product/list", 1000, "day"),)
    assert info.webhook_urls == ("https://hub.example.test/webhooks/cj/9b1f/",)


def test_logging_in(wire, sample, make_account, open_cj):
    account = make_account(access_token="", refresh_token="", webhook_key="")
    sample("auth_getAccessToken_ok", "pay_getBalance_ok")
    open_cj(account).balance()
    account.refresh_from_db()
    assert account.webhook_key.reveal() == "123456789"
    assert account.access_expires_at == datetime(2027, 1, 15, 2, tzinfo=UTC)
    assert account.refresh_expires_at == datetime(2027, 6, 29, 2, tzinfo=UTC)
    assert wire.header("cj-access-token") == "API@CJ1234567@CJ:eyJhbGciOiJIUzI1NiJ9.sim-access-1"


def test_refreshing_the_token(wire, sample, cj, account):
    sample("err_token_invalid", "auth_refreshAccessToken_ok", "pay_getBalance_ok")
    cj.balance()
    account.refresh_from_db()
    assert account.webhook_key.reveal() == "20011"
    assert account.access_expires_at == datetime(2027, 1, 30, 1, 55, tzinfo=UTC)
    assert wire.header("cj-access-token") == "API@CJ1234567@CJ:eyJhbGciOiJIUzI1NiJ9.sim-access-2"


def test_the_address_of_the_delegated_flow_is_read_also_when_nested():
    plain = body("auth_getAuthorizeUrl_ok")
    opened = open_envelope(plain)
    assert opened.data.startswith("https://cjdropshipping.com/apiAuthorization.html?")
    nested = b'{"code":200,"result":true,"success":true,"message":"","data":' + plain + b"}"
    assert open_envelope(nested).data == opened.data


def test_the_balance(cj, sample):
    sample("pay_getBalance_ok")
    assert cj.balance() == Balance(dollars("87.32"), frozen=dollars("0"))


def test_categories(cj, sample):
    sample("product_getCategory_ok")
    found = cj.categories()
    assert len(found) == 9
    assert found[-1].category_id == "A1B2C3D4-0001-4A00-8A00-000000000004"
    assert found[-1].path == ("Pet Supplies", "Cats", "Litter Mats")


def test_a_search(cj, sample):
    """Pitfall 21."""
    sample("product_listV2_ok")
    page = cj.search(SearchQuery("litter", size=2))
    (found,) = page.items
    assert (found.product_id, found.title, found.sku) == (MAT, "Double Layer Cat Litter Mat", "CJGY1780001")
    assert found.price == MoneyRange(dollars("3.42"), dollars("6.18"))
    assert found.category_name == "Pet Supplies / Cats / Litter Mats"
    assert (page.total, page.has_more, page.is_total_capped) == (412, True, False)


def test_the_older_list(cj, sample):
    sample("product_list_ok")
    page = cj.search_list(SearchQuery("litter"))
    assert page.items[0].price == MoneyRange(dollars("3.42"), dollars("6.18"))
    assert (page.items[0].product_id, page.total, page.has_more) == (MAT, 1, False)


def test_a_product(cj, sample):
    sample("product_query_ok")
    item = cj.product(MAT)
    assert (item.product_id, item.title, item.state) == (MAT, "Double Layer Cat Litter Mat", ItemState.ON_SALE)
    assert item.description_html == "<p>Two layer mat.</p><script>x()</script>"
    assert item.images == ("https://img.example.test/cj/mat.jpg", "https://img.example.test/cj/mat-2.jpg")
    assert item.attributes == (("Material", "EVA"), ("Packing", "plastic_bag"), ("Customs code", "3926909090"))
    grey, beige = item.variants
    assert (grey.variant_id, grey.sku, grey.cost) == (GREY, "CJGY178000101AZ", dollars("3.42"))
    assert grey.options == (("Color", "Grey"), ("Size", "40x30"))
    assert grey.size_mm == (Decimal(300), Decimal(200), Decimal(60))
    assert (beige.variant_id, beige.cost, beige.weight_g) == (BEIGE, dollars("6.18"), Decimal(540))


def test_a_variant_with_its_stock(cj, sample):
    sample("variant_queryByVid_ok")
    found = cj.variant(GREY)
    assert (found.variant_id, found.cost) == (GREY, dollars("3.42"))
    assert [(level.country, level.total, level.is_verified) for level in found.stock.levels] == [
        ("CN", 10044, False),
        ("US", 264, True),
    ]


def test_the_stock_of_a_product(cj, sample):
    """Pitfall 12."""
    sample("stock_getInventoryByPid_ok")
    assert cj.stock(MAT) == [
        VariantStock(
            GREY,
            (
                StockLevel("1", 10044, "China Warehouse", "CN", own=0, maker=10044, is_verified=False),
                StockLevel("2", 264, "US Warehouse", "US", own=264, maker=0, is_verified=True),
            ),
        ),
        VariantStock(BEIGE, ()),
    ]


def test_the_stock_of_a_variant(cj, sample):
    sample("stock_queryByVid_ok")
    found = cj.variant_stock(GREY)
    assert [(level.area_id, level.total, level.own, level.maker) for level in found.levels] == [
        ("1", 10044, 0, 10044),
        ("2", 264, 264, 0),
    ]


def test_reviews(cj, sample):
    """Pitfall 17."""
    sample("product_productComments_ok")
    page = cj.reviews(MAT)
    assert (page.page, page.total) == (1, 1)
    assert page.items == (Review("1536990000000000001", "ok", 5, "F***o", "MX", "2026-06-13"),)


def test_freight(cj, sample):
    sample("logistic_freightCalculate_ok")
    assert [(quote.service_code, quote.price, quote.min_days, quote.max_days) for quote in cj.quote(FREIGHT)] == [
        ("CJPacket Ordinary", dollars("5.31"), 7, 12),
        ("CJPacket Fast Ordinary", dollars("11.32"), 4, 8),
    ]


def test_freight_with_its_rules(cj, sample):
    """Pitfall 16. The row with an error is no way to send."""
    sample("logistic_freightCalculateTip_ok")
    (found,) = cj.quote_with_rules(FREIGHT, [])
    assert (found.quote.service_code, found.quote.price) == ("CJPacket Ordinary", dollars("5.31"))
    assert [(rule.field, rule.is_hard) for rule in found.rules] == [("phone", True)]


def test_creating_an_order(cj, sample):
    sample("order_createOrderV2_payType3_ok")
    placed = cj.create_order(order_request())
    assert placed == PlacedOrder((ORDER,), amount=dollars("12.15"), payment_ref=f"SD{ORDER}")


def test_an_intercepted_order(cj, sample):
    """Pitfall 16."""
    sample("order_createOrderV2_intercepted")
    placed = cj.create_order(order_request())
    assert placed.order_ids == ("2612310000000000002",)
    assert placed.problems == (
        "1001: The zip code does not match the destination",
        "logisticsMiss: the shipping line does not fit the order",
    )


def test_paying(cj, sample, wire):
    """Pitfall 17: none of the three answers before the payment is a whole envelope."""
    sample("order_addCart_ok", "order_addCartConfirm_ok", "order_saveGenerateParentOrder_ok", "pay_payBalanceV2_ok")
    offer = cj.prepare_payment([ORDER])
    assert (offer.payment_id, offer.batch_id) == ("PAY2612310000000777", "SP2612310000000000777")
    assert (offer.amount, offer.problems) == (dollars("12.15"), ())
    assert offer.expires_at == datetime(2027, 1, 1, 10, tzinfo=UTC)
    cj.pay(offer)
    assert wire.sent() == {"shipmentOrderId": "SP2612310000000000777", "payId": "PAY2612310000000777"}


def test_an_order_in_preparation(cj, sample):
    sample("order_getOrderDetail_unshipped")
    found = cj.find_order("HUB-1001-1")
    assert (found.order_id, found.client_no) == (ORDER, "HUB-1001-1")
    assert (found.status, found.raw_status) == (PurchaseStatus.PREPARING, "UNSHIPPED/PENDING")
    assert found.created_at == datetime(2026, 12, 31, 2, 0, 5, tzinfo=UTC)
    assert found.lines == (PurchaseLine(GREY, 2, line_ref="line-1", price=dollars("3.42")),)


def test_a_shipped_order(cj, sample):
    sample("order_getOrderDetail_shipped")
    found = cj.order(ORDER)
    assert (found.status, found.raw_status) == (PurchaseStatus.SHIPPED, "SHIPPED")
    assert found.tracking == (TrackingRef(PARCEL, "CJPacket Ordinary", f"https://track.example.test/{PARCEL}"),)


def test_the_list_of_orders(cj, sample):
    sample("order_list_ok")
    page = cj.list_orders(status="UNSHIPPED")
    assert [found.order_id for found in page.items] == [ORDER]
    assert page.has_more is False


def test_deleting_an_order(cj, sample, wire):
    sample("order_deleteOrder_ok")
    cj.cancel_unpaid(ORDER)
    assert wire.calls == ["DELETE shopping/order/deleteOrder"]


def test_a_parcel(cj, sample):
    sample("logistic_trackInfo_ok")
    (found,) = cj.tracking([PARCEL])
    assert (found.status, found.raw_status) == (TrackingStatus.IN_TRANSIT, "In transit")
    assert (found.last_mile_carrier, found.last_mile_number) == ("Colissimo", "6A00000000001")


def test_what_may_be_disputed(cj, sample):
    sample("dispute_disputeProducts_ok", "dispute_disputeConfirmInfo_ok")
    lines = cj.dispute_lines(ORDER)
    assert lines == [DisputeLine("2612310000000000901", GREY, 2, dollars("3.42"), is_open=True)]
    terms = cj.dispute_terms(ORDER, lines)
    assert (terms.most, terms.outcomes) == (dollars("12.15"), ("refund", "reissue"))
    assert terms.reasons == (("1", "Unfulfilled Order Cancellation"), ("9", "Products Damaged"))


def test_setting_webhooks(cj, sample):
    sample("webhook_set_ok")
    assert cj.set_webhooks("https://hub.example.test/x").addresses["stock"] == "https://hub.example.test/x"


def test_a_subscription_that_hides_a_refusal(cj, sample):
    sample("webhook_product_subscribe_partial")
    assert cj.subscribe_products([MAT, "1780000000000000009"]) == ["1780000000000000009"]


def test_paying_in_the_sandbox_is_a_plain_success():
    assert open_envelope(body("sandbox_simulatePay_ok")).data is True


REFUSALS = {
    "err_token_empty": (AuthFailed, "1600002"),
    "err_refresh_invalid": (AuthFailed, "1600003"),
    "err_apikey_wrong": (AuthFailed, "1600005"),
    "err_param": (Rejected, "1600300"),
    "err_bad_json": (Rejected, "16900205"),
    "err_method": (Rejected, "16900202"),
    "err_interface_not_found": (Unsupported, "1600101"),
    "err_order_exists": (Rejected, "1603003"),
    "err_variant_removed": (NotFound, "1602003"),
    "err_product_removed": (NotFound, "1602002"),
    "err_logistic_invalid": (Rejected, "1605001"),
    "err_country": (Rejected, "1605002"),
    "err_balance_insufficient": (Rejected, "1604000"),
    "err_balance_restricted": (Rejected, "1604001"),
    "err_inventory_deduction": (Rejected, "1603102"),
    "err_webhook_localhost": (Rejected, "1607001"),
    "err_system_busy": (PartnerDown, "1600000"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal(cj, wire, name):
    kind, code = REFUSALS[name]
    # A token that is refused leads to a refresh: all answers are the same, so the refusal comes out in the end.
    wire.server.will(will.answer(200, body(name)))
    with pytest.raises(kind) as raised:
        cj.balance()
    assert raised.value.code == code
    assert raised.value.request_id.startswith("5f0c1e7a-0000-4c1d-9a00-")


@pytest.mark.parametrize("name", ["err_order_exists", "err_balance_insufficient", "err_logistic_invalid"])
def test_a_refused_order_was_not_made(cj, sample, name):
    sample(name)
    with pytest.raises(Rejected):
        cj.create_order(order_request())


def test_an_order_that_does_not_exist(cj, sample):
    sample("err_order_not_found")
    assert cj.find_order("HUB-9-9") is None


def test_a_second_login_within_300_seconds(sample, make_account, open_cj):
    """Pitfall 2."""
    sample("err_getAccessToken_too_soon", status=429)
    with pytest.raises(RateLimited) as raised:
        open_cj(make_account(access_token="", refresh_token="")).connect()
    assert raised.value.retry_after == 300


def test_too_many_calls_a_second(cj, sample):
    sample("err_qps", status=429)
    with pytest.raises(RateLimited) as raised:
        cj.create_order(order_request())
    assert raised.value.retry_after == 1


def test_no_points_left(cj, sample, account):
    """Pitfall 6."""
    sample("err_points_exhausted", status=429)
    with pytest.raises(RateLimited) as raised:
        cj.search(SearchQuery("litter"))
    assert raised.value.code == "16900500"
    assert reading("cj-dropshipping", account.account_id, "points").used == 50_000


def test_no_calls_left_today(cj, sample):
    sample("err_daily_quota", status=429)
    with pytest.raises(RateLimited) as raised:
        cj.balance()
    assert raised.value.code == "1600201"


PUSHES = {
    "push_product": (1, Topic.PRODUCT, MAT, {"fields": "productSellPrice"}),
    "push_variant": (2, Topic.VARIANT, BEIGE, {"fields": "variantStatus"}),
    "push_stock": (3, Topic.STOCK, "", {"change": "UPDATE"}),
    "push_order": (4, Topic.ORDER, ORDER, {"client_no": "HUB-1001-1", "status": "shipped"}),
    "push_order_connected": (5, Topic.ORDER, "2612310000000000033", {"change": "ORDER_CONNNECTED"}),
    "push_ordersplit": (6, Topic.ORDER_SPLIT, ORDER, {"parts": f"SD{ORDER}-1,SD{ORDER}-2"}),
    "push_logistic": (7, Topic.TRACKING, ORDER, {"status": "delivered", "event_at": "2027-01-09T10:21:00+00:00"}),
    "push_unknown_type": (8, Topic.EXTRA_BILL, ORDER, {"bill_id": "BT2701020000000001", "amount": "2.4"}),
}


@pytest.mark.parametrize("name", PUSHES)
def test_a_push(cj, name):
    number, topic, about, values = PUSHES[name]
    head, push = cj.read_push_head(body(name)), cj.read_push(body(name))
    assert (head.message_id, head.about) == (f"{PUSHED}{number}", about)
    assert (push.message_id, push.topic) == (head.message_id, topic)
    assert {key: push.values[key] for key in values} == values


def test_the_variants_of_a_stock_push(cj):
    assert cj.read_push(body("push_stock")).variant_ids == (GREY, "1780000000000000999")
