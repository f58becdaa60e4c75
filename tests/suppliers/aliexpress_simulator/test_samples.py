"""Every sample body can be produced by the look-alike in the same shape: the same keys at every depth, the same types.

What stands in a list is compared by form: for every element of the sample's list the answer has one of that form.
"""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from suppliers.adapters.aliexpress.simulator.pushes import order_data, push_body
from suppliers.adapters.aliexpress.simulator.signatures import expected_sign, push_signature

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "contracts" / "samples"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the contracts' samples are not here (ENTREPOT_SHARED)"),
]

CREATE = "aliexpress.ds.order.create"
GET = "aliexpress.trade.ds.order.get"


def differences(sample, answer, at=""):
    """Where the answer is not of the sample's shape, in words."""
    if type(sample) is not type(answer):
        return [f"{at}: {type(sample).__name__} in the sample, {type(answer).__name__} here"]
    if isinstance(sample, dict):
        found = [f"{at}.{name}: not here" for name in sample.keys() - answer.keys()]
        found += [f"{at}.{name}: not in the sample" for name in answer.keys() - sample.keys()]
        return found + [
            line
            for name in sample.keys() & answer.keys()
            for line in differences(sample[name], answer[name], f"{at}.{name}")
        ]
    if isinstance(sample, list):
        found = []
        for place, element in enumerate(sample):
            tried = [differences(element, other, f"{at}[{place}]") for other in answer]
            found += min(tried, key=len, default=[f"{at}[{place}]: nothing of this form"])
        return found
    return []


def raw(body):
    """Numbers as written, so that a text and a number are never taken for one another."""
    return json.loads(body, parse_float=Decimal)


# --- how each sample is brought about: name -> the look-alike's whole body --------------------------------------------


def product(platform, **more):
    place = next(n for n, item in enumerate(platform.simulator.catalogue.on_sale()) if len(item.skus) > 1)
    goods, _ = platform.goods(place)
    given = {"product_id": str(goods.product_id), "ship_to_country": "FR", "target_currency": "EUR"}
    return platform.call("aliexpress.ds.product.get", **given | more)


def gone(platform):
    return platform.call("aliexpress.ds.product.get", product_id="1", ship_to_country="FR")


def search(platform):
    given = {"keyWord": "mat", "local": "fr_FR", "countryCode": "FR", "currency": "EUR", "pageSize": "1"}
    return platform.call("aliexpress.ds.text.search", **given)


def feed(platform):
    given = {"feed_name": "DS bestseller", "page_size": "1", "country": "FR", "target_currency": "EUR"}
    return platform.call("aliexpress.ds.recommend.feed.get", **given)


def freight(platform, country="FR"):
    _, sku = platform.goods()
    platform.simulator.catalogue.change_sku(sku.sku_id, price=Decimal(100))
    return {
        "aliexpress_ds_freight_query_response": {"result": platform.freight(shipToCountry=country), "request_id": ""}
    }


def legacy_freight(platform):
    goods, _ = platform.goods()
    question = json.dumps({"product_id": goods.product_id, "product_num": 1, "country_code": "FR"})
    return platform.call(
        "aliexpress.logistics.buyer.freight.calculate", param_aeop_freight_calculate_for_buyer_d_t_o=question
    )


def order(platform, *items, **options):
    return {"aliexpress_ds_order_create_response": {"result": platform.order(*items, **options), "request_id": ""}}


def two_stores(platform):
    products = platform.simulator.catalogue.on_sale()
    other = next(n for n, goods in enumerate(products) if goods.store != products[0].store)
    return order(platform, platform.item(0), platform.item(other))


def unpaid(platform):
    return order(platform, extend={"payment": {"pay_currency": "USD", "try_to_pay": "true"}})


def repeated(platform):
    platform.placed()
    return order(platform)


def placed(platform, parcels):
    number = platform.placed()
    if parcels:
        platform.steer("order", id=number, ship=parcels)
    return number


def shown(platform, parcels):
    return platform.call(GET, single_order_query=json.dumps({"order_id": placed(platform, parcels)}))


def tracked(platform, parcels):
    number = str(placed(platform, parcels))
    return platform.call("aliexpress.ds.order.tracking.get", ae_order_id=number, language="en_US")


def planned(fault):
    def ask(platform):
        platform.simulator.add_fault(fault)
        return platform.call("aliexpress.ds.member.benefit.get")

    return ask


def created(platform):
    return platform.rest("/auth/token/create", code=platform.simulator.gateway.tokens.new_code())


def created_over_sync(platform):
    code = platform.simulator.gateway.tokens.new_code()
    return platform.send(platform.signed({"method": "/auth/token/create", "code": code}, "/auth/token/create"))


PRODUCERS = {
    "buyer_freight_calculate_ok": legacy_freight,
    "ds_category_get_ok": lambda p: p.call("aliexpress.ds.category.get"),
    "ds_feedname_get_ok": lambda p: p.call("aliexpress.ds.feedname.get"),
    "ds_freight_query_none": lambda p: freight(p, "AQ"),
    "ds_freight_query_ok": freight,
    "ds_member_benefit_get_ok": lambda p: p.call("aliexpress.ds.member.benefit.get"),
    "ds_order_create_err_b_dropshipper_delivery_address_validate_fail": lambda p: order(p, mobile_no=""),
    "ds_order_create_err_delivery_method_not_exist": lambda p: order(p, p.item(logistics_service_name="DHL")),
    "ds_order_create_err_inventory_hold_error": lambda p: order(p, p.item(product_count=100_000)),
    "ds_order_create_err_price_pay_currency_error": lambda p: order(p, extend={"payment": {"pay_currency": "EUR"}}),
    "ds_order_create_err_repeated_order_error": repeated,
    "ds_order_create_ok": order,
    "ds_order_create_two_stores_ok": two_stores,
    "ds_order_create_unpaid": unpaid,
    "ds_order_tracking_get_not_yet": lambda p: tracked(p, 0),
    "ds_order_tracking_get_ok": lambda p: tracked(p, 2),
    "ds_product_get_gone": gone,
    "ds_product_get_ok": product,
    "ds_product_get_simplified_ok": lambda p: product(p, simplify="true"),
    "ds_recommend_feed_get_ok": feed,
    "ds_text_search_ok": search,
    "err_account_migration": planned("sub_code=isv.account-migration-check-fail"),
    "err_api_call_limit": planned("ban=1"),
    "err_illegal_access_token": lambda p: p.call("aliexpress.ds.member.benefit.get", session="x"),
    "err_incomplete_signature": lambda p: p.call("aliexpress.ds.member.benefit.get", sign="x"),
    "err_incomplete_signature_rest": lambda p: p.rest("/auth/token/create", code="x", sign="x"),
    "err_insufficient_permission": lambda p: p.call("aliexpress.affiliate.link.generate"),
    "err_missing_parameter": lambda p: p.call(CREATE),
    "err_order_not_owned": lambda p: p.call(GET, single_order_query='{"order_id": 1}'),
    "err_remote_service": planned("sub_code=isp.null-pointer-exception"),
    "err_token_rest": lambda p: p.rest("/auth/token/create", code="x"),
    "push_order_status": lambda _: raw(push_body(53, order_data(1, "OrderShipped"))),
    "push_payment_failed": lambda _: raw(push_body(53, order_data(1, "paymentFailedEvent"))),
    "token_create_ok": created,
    "token_create_via_sync_ok": created_over_sync,
    "token_refresh_ok": lambda p: p.rest("/auth/token/refresh", refresh_token=created(p)["refresh_token"]),
    "trade_ds_order_get_shipped": lambda p: shown(p, 1),
    "trade_ds_order_get_unpaid": lambda p: shown(p, 0),
}


@pytest.mark.parametrize("name", sorted(PRODUCERS))
def test_the_look_alike_answers_in_the_shape_of_the_sample(platform, name):
    sample = json.loads((SAMPLES / "aliexpress" / f"{name}.json").read_text())
    assert differences(sample, PRODUCERS[name](platform)) == []


@pytest.mark.parametrize("name", sorted(name for name in PRODUCERS if "err" in name))
def test_a_refusal_uses_the_very_words_of_the_sample(platform, name):
    def told(body):
        inner = body.get("error_response") or body.get("aliexpress_ds_order_create_response", {}).get("result") or body
        return {key: value for key, value in inner.items() if key != "request_id"}

    sample = json.loads((SAMPLES / "aliexpress" / f"{name}.json").read_text())
    assert told(PRODUCERS[name](platform)) == told(sample)


def test_no_sample_is_left_out():
    assert sorted(PRODUCERS) == sorted(path.stem for path in (SAMPLES / "aliexpress").glob("*.json"))


def test_every_vector_of_requests_and_pushes_gives_its_signature():
    vectors = json.loads((SAMPLES / "signing_vectors.json").read_text())
    for vector in vectors["aliexpress_request_signing"]:
        made = expected_sign(vector["secret"], vector["params"], vector["path_prefix"], vector["algorithm"])
        assert made == vector["sign"], vector["name"]
    for vector in vectors["aliexpress_push"]:
        made = push_signature(vector["app_key"], vector["app_secret"], vector["raw_body"].encode())
        assert made == vector["hex"]
    assert len(vectors["aliexpress_request_signing"]) >= 9
    assert vectors["aliexpress_push"]


def test_the_form_of_the_comparison_finds_what_differs():
    sample = {"a": [{"b": 1}], "c": "text"}
    assert differences(sample, {"a": [{"b": 2}], "c": ""}) == []
    assert sorted(differences(sample, {"a": [], "c": 1})) == [
        ".a[0]: nothing of this form",
        ".c: str in the sample, int here",
    ]
    assert differences({"a": {}}, {"a": {"b": 1}}) == [".a.b: not in the sample"]
