"""The bodies and signatures of the contract's samples, each read as it has to be."""

import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from core.crypto import Secret
from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from core.money import Money, MoneyRange
from suppliers.adapters.aliexpress.envelope import gateway_error, result_of, unwrapped
from suppliers.adapters.aliexpress.reading import decode, objects
from suppliers.adapters.aliexpress.signing import is_push_signed, push_signature, sign
from suppliers.interface import (
    FreightRequest,
    ItemState,
    OrderLine,
    OrderRequest,
    Parcel,
    PlacedOrder,
    ProductSummary,
    PurchaseLine,
    PurchaseStatus,
    Quote,
    SearchQuery,
    ShippingAddress,
    StockLevel,
    SupplierCategory,
    Topic,
    TrackingEvent,
    TrackingRef,
    TrackingStatus,
    TrackingUpdate,
    VariantStock,
)
from suppliers.models import SupplierAccount
from tests.core.http import scripted_server as will

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "contracts" / "samples"
PRODUCT = "1005009000000001"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the contracts' samples are not here (ENTREPOT_SHARED)"),
]


def sample(name):
    return (SAMPLES / "aliexpress" / f"{name}.json").read_bytes()


def vectors(name):
    path = SAMPLES / "signing_vectors.json"
    return json.loads(path.read_text("utf-8"))[name] if path.exists() else []


def order_request():
    address = ShippingAddress("A. Reader", "1 Rue du Test", "Lyon", "FR", phone="+33612345678")
    return OrderRequest("TEST-1-1", address, (OrderLine("1", 1, PRODUCT, "a"),), "CAINIAO_STANDARD")


CALLS = {
    "ds_category_get": lambda adapter: adapter.categories(),
    "ds_freight_query": lambda adapter: adapter.quote(FreightRequest("FR", (Parcel("1", 1, PRODUCT),))),
    "ds_order_create": lambda adapter: adapter.create_order(order_request()),
    "ds_order_tracking_get": lambda adapter: adapter.tracking([], "3076000000000001"),
    "ds_product_get": lambda adapter: adapter.product(PRODUCT),
    "ds_text_search": lambda adapter: adapter.search(SearchQuery("mat", size=1)),
    "trade_ds_order_get": lambda adapter: adapter.order("3076000000000001"),
}
WITHOUT_CALL = {
    "buyer_freight_calculate_ok",
    "ds_feedname_get_ok",
    "ds_member_benefit_get_ok",
    "ds_recommend_feed_get_ok",
}
READ = {
    "ds_category_get_ok", "ds_freight_query_none", "ds_freight_query_ok", "ds_order_create_ok",
    "ds_order_create_two_stores_ok", "ds_order_create_unpaid", "ds_order_tracking_get_not_yet",
    "ds_order_tracking_get_ok", "ds_product_get_ok", "ds_product_get_simplified_ok", "ds_text_search_ok",
    "trade_ds_order_get_shipped", "trade_ds_order_get_unpaid", "push_order_status", "push_payment_failed",
    "token_create_ok", "token_create_via_sync_ok", "token_refresh_ok",
}  # fmt: skip
REFUSED = {
    "ds_product_get_gone": (NotFound, "605"),
    "ds_order_create_err_b_dropshipper_delivery_address_validate_fail": (
        Rejected,
        "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
    ),
    "ds_order_create_err_delivery_method_not_exist": (Rejected, "DELIVERY_METHOD_NOT_EXIST"),
    "ds_order_create_err_inventory_hold_error": (Rejected, "INVENTORY_HOLD_ERROR"),
    "ds_order_create_err_price_pay_currency_error": (Rejected, "PRICE_PAY_CURRENCY_ERROR"),
    "ds_order_create_err_repeated_order_error": (OutcomeUnknown, "REPEATED_ORDER_ERROR"),
    "err_account_migration": (Rejected, "isv.account-migration-check-fail"),
    "err_api_call_limit": (RateLimited, "ApiCallLimit"),
    "err_illegal_access_token": (AuthFailed, "IllegalAccessToken"),
    "err_incomplete_signature": (AuthFailed, "IncompleteSignature"),
    "err_incomplete_signature_rest": (AuthFailed, "IncompleteSignature"),
    "err_insufficient_permission": (Rejected, "InsufficientPermission"),
    "err_missing_parameter": (Rejected, "MissingParameter"),
    "err_order_not_owned": (Rejected, "isv.insufficient-permission"),
    "err_remote_service": (PartnerDown, "isp.null-pointer-exception"),
    "err_token_rest": (AuthFailed, "InvalidCode"),
}


def test_every_sample_has_a_test():
    there = {path.stem for path in (SAMPLES / "aliexpress").glob("*.json")}
    assert there == READ | set(REFUSED) | WITHOUT_CALL


def read(adapter, answers, name):
    answers(will.answer(200, sample(name)))
    call = next((call for method, call in CALLS.items() if name.startswith(method)), CALLS["ds_category_get"])
    return call(adapter)


@pytest.mark.parametrize(("name", "kind", "code"), [(name, *means) for name, means in REFUSED.items()])
def test_a_refusal_is_the_error_that_it_means(adapter, answers, name, kind, code):
    with pytest.raises(kind) as raised:
        read(adapter, answers, name)
    assert type(raised.value) is kind
    said = json.loads(sample(name))
    inner = next((value for value in said.values() if isinstance(value, dict)), said)
    assert (raised.value.code, raised.value.request_id) == (code, inner["request_id"])


def test_the_ban_of_the_sample_is_of_one_second(adapter, answers):
    with pytest.raises(RateLimited) as raised:
        read(adapter, answers, "err_api_call_limit")
    assert raised.value.retry_after == 1.0


@pytest.mark.parametrize("name", ["ds_product_get_ok", "ds_product_get_simplified_ok"])
def test_the_product_wrapped_and_simplified(adapter, answers, name):
    item = read(adapter, answers, name)
    bear, dog = item.variants
    assert (item.product_id, item.title, item.category_id) == (PRODUCT, "Absorbent bath mat, animal print", "154002")
    assert item.images == ("https://img.example.test/ae/1.jpg", "https://img.example.test/ae/2.png")
    assert item.option_names == ("Color", "Size", "Ships From")
    assert item.attributes == (("Material", "Polyester"), ("Choice", "yes"))
    assert (item.state, item.description_html) == (ItemState.ON_SALE, "<div>Mat</div>")
    assert bear.variant_id == "12000050000000001"
    assert bear.order_key == "14:29#Bear;183:200007741;200007763:201336100#CHINA"
    assert bear.options == (("Color", "Bear"), ("Size", "500x800mm"), ("Ships From", "CHINA"))
    assert (bear.cost, bear.list_price) == (Money(Decimal("8.01"), "EUR"), Money(Decimal("22.23"), "EUR"))
    assert bear.stock == VariantStock("12000050000000001", (StockLevel("", 27, country="CN"),))
    assert (bear.weight_g, bear.size_mm) == (Decimal(213), (Decimal(390), Decimal(270), Decimal(70)))
    assert (dog.cost, dog.ships_from) == (Money(Decimal("9.40"), "EUR"), "DE")
    assert dog.stock == VariantStock("12000050000000002", (StockLevel("", 0, country="DE"),))


def test_the_search(adapter, answers):
    page = read(adapter, answers, "ds_text_search_ok")
    assert (page.total, page.has_more) == (3984, True)
    assert page.items == (
        ProductSummary(
            product_id=PRODUCT,
            title="Absorbent bath mat, animal print",
            price=MoneyRange.of(Decimal("5.69"), Decimal("5.69"), "EUR"),
            image_url="https://img.example.test/ae/1.jpg",
            page_url="https://www.aliexpress.com/item/1005009000000001.html?skuId=12000050000000001",
            category_id="154002",
            sold="4,000+",
        ),
    )


def test_the_categories(adapter, answers):
    assert read(adapter, answers, "ds_category_get_ok") == [
        SupplierCategory("15", "Home & Garden", ("Home & Garden",)),
        SupplierCategory("200033149", "Bath", ("Home & Garden", "Bath")),
        SupplierCategory("154002", "Bath Mats", ("Home & Garden", "Bath", "Bath Mats")),
    ]


def test_the_freight(adapter, answers):
    assert read(adapter, answers, "ds_freight_query_ok") == [
        Quote(
            "CAINIAO_STANDARD",
            "AliExpress Selection Standard",
            Money(Decimal(0), "EUR"),
            7,
            14,
            True,
            "CN",
            available=27,
        ),
        Quote(
            "CAINIAO_PREMIUM",
            "AliExpress Premium Shipping",
            Money(Decimal("13.57"), "EUR"),
            5,
            9,
            True,
            "ES",
            available=4,
        ),
    ]
    assert read(adapter, answers, "ds_freight_query_none") == []


def test_the_orders_that_were_made(adapter, answers):
    assert read(adapter, answers, "ds_order_create_ok") == PlacedOrder(("3076000000000001",))
    two = PlacedOrder(("3076000000000002", "3076000000000003"))
    assert read(adapter, answers, "ds_order_create_two_stores_ok") == two
    unpaid = PlacedOrder(("3076000000000004",), ("OrderCreated, autoPay fail:APIPayFail",))
    assert read(adapter, answers, "ds_order_create_unpaid") == unpaid


def test_the_orders_as_shown(adapter, answers):
    unpaid = read(adapter, answers, "trade_ds_order_get_unpaid")
    shipped = read(adapter, answers, "trade_ds_order_get_shipped")
    line = PurchaseLine("", 2, price=Money(Decimal("8.01"), "USD"), product_id="1005009000000001")
    assert (unpaid.status, shipped.status) == (PurchaseStatus.UNPAID, PurchaseStatus.SHIPPED)
    assert unpaid.amount == shipped.amount == Money(Decimal("16.02"), "USD")
    assert unpaid.lines == shipped.lines == (line,)
    assert (unpaid.tracking, shipped.tracking) == ((), (TrackingRef("62700000001", "CAINIAO_STANDARD"),))
    assert unpaid.created_at == datetime(2027, 1, 1, 9, 58, 25, tzinfo=UTC)
    assert unpaid.pay_before == datetime(2027, 1, 13, 9, 58, 25, tzinfo=UTC)
    assert shipped.pay_before is None


def test_the_tracking(adapter, answers):
    assert read(adapter, answers, "ds_order_tracking_get_ok") == [
        TrackingUpdate(
            number="62700000001",
            status=TrackingStatus.IN_TRANSIT,
            raw_status="IN_TRANSIT",
            carrier="AliExpress Selection Standard",
            events=(
                TrackingEvent("Departed from sorting centre", datetime(2026, 1, 5, 8, 0, tzinfo=UTC)),
                TrackingEvent("Order received", datetime(2026, 1, 3, 0, 26, 40, tzinfo=UTC)),
            ),
        )
    ]
    assert read(adapter, answers, "ds_order_tracking_get_not_yet") == [TrackingUpdate("", TrackingStatus.NONE, "1001")]


@pytest.mark.parametrize(
    ("name", "order_id", "status"),
    [
        ("push_order_status", "3076000000000001", "OrderShipped"),
        ("push_payment_failed", "3076000000000004", "paymentFailedEvent"),
    ],
)
def test_the_pushes(adapter, name, order_id, status):
    push = adapter.read_push(sample(name))
    assert (push.topic, push.topic_name, push.order_ids) == (Topic.ORDER, "53", (order_id,))
    assert push.values == {"order_status": status}
    assert push.sent_at == datetime.fromtimestamp(json.loads(sample(name))["timestamp"], UTC)


@pytest.mark.parametrize("name", ["token_create_ok", "token_create_via_sync_ok"])
def test_the_tokens_of_a_consent(adapter, answers, account, monkeypatch, name):
    at(monkeypatch, datetime(2026, 1, 1, tzinfo=UTC))
    answers(will.answer(200, sample(name)))
    assert adapter.accept_code("c").remote_id == "2000000001"
    account.refresh_from_db()
    assert (account.access_token.reveal(), account.refresh_token.reveal()) == (
        "50000900aSimAccess1",
        "50001900aSimRefresh1",
    )
    assert account.access_expires_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert account.refresh_expires_at == datetime(2026, 1, 3, tzinfo=UTC)


def test_the_tokens_of_a_renewal_end_their_authorisation_where_the_first_ones_did(
    adapter, answers, account, monkeypatch
):
    at(monkeypatch, datetime(2026, 1, 1, 23, 0, tzinfo=UTC))
    ended = datetime(2026, 1, 1, 22, 0, tzinfo=UTC)
    SupplierAccount.objects.update(access_expires_at=ended, token_issued_at=datetime(2026, 1, 1, tzinfo=UTC))
    answers(will.answer(200, sample("token_refresh_ok")), will.answer(200, sample("ds_category_get_ok")))
    adapter.connect()
    account.refresh_from_db()
    assert (account.access_token.reveal(), account.refresh_token.reveal()) == (
        "50000900aSimAccess2",
        "50001900aSimRefresh2",
    )
    assert account.refresh_expires_at == datetime(2026, 1, 3, tzinfo=UTC)


def at(monkeypatch, moment):
    """The time of the samples: their tokens have long ended."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.parametrize(
    ("name", "nested", "fields", "first"),
    [
        ("ds_feedname_get_ok", ("promos",), "promo_name", "DS bestseller"),
        ("ds_recommend_feed_get_ok", ("products",), "target_sale_price", "5.69"),
        (
            "buyer_freight_calculate_ok",
            ("aeop_freight_calculate_result_for_buyer_d_t_o_list",),
            "service_name",
            "EMS",
        ),
        ("ds_member_benefit_get_ok", ("data",), "level", "L1"),
    ],
)
def test_bodies_of_calls_that_we_do_not_make_go_through_the_same_envelope(name, nested, fields, first):
    answer = decode(sample(name))
    assert gateway_error(answer) is None
    result = result_of(unwrapped(answer))
    assert objects(result[nested[0]], fields)[0][fields] == first


@pytest.mark.parametrize("vector", vectors("aliexpress_request_signing"), ids=lambda vector: vector["name"])
def test_a_request_is_signed_like_the_vector(vector):
    """pitfalls 24 and 44."""
    signed = sign(Secret(vector["secret"]), vector["params"], vector["path_prefix"], vector["algorithm"])
    assert signed == vector["sign"]


@pytest.mark.parametrize("vector", vectors("aliexpress_push"), ids=["push"])
def test_a_push_is_signed_like_the_vector(vector):
    raw, secret = vector["raw_body"].encode(), Secret(vector["app_secret"])
    assert push_signature(vector["app_key"], secret, raw) == vector["hex"]
    assert is_push_signed(vector["app_key"], secret, raw, vector["hex"])
