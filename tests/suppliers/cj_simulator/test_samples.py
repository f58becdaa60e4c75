"""For each body that describes CJ's API the simulator can give an answer of the same shape: same keys, same JSON types."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from tests.suppliers.cj_simulator.laboratory import CREATE, DETAIL, Laboratory

SAMPLES = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared")) / "contracts/samples/cj"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' sample bodies are not here (ENTREPOT_SHARED)"),
]

Maker = Callable[[Laboratory], Any]


def _refresh(lab: Laboratory, token: str = "") -> Any:
    given = lab.simulator.world.first_account.pairs[0].refresh
    return lab.post("authentication/refreshAccessToken", {"refreshToken": token or given})


def _shipped(lab: Laboratory) -> str:
    identity = lab.order()
    lab.pay(identity)
    lab.steer("order?orderId=HUB-1001-1&status=SHIPPED")
    return identity


def _detail(lab: Laboratory) -> Any:
    lab.pay(lab.order())
    return lab.get(f"{DETAIL}?orderId=HUB-1001-1")


def _listed(lab: Laboratory) -> Any:
    lab.pay(lab.order())
    return lab.get("shopping/order/list?pageNum=1&pageSize=20&status=UNSHIPPED")


def _on_the_way(lab: Laboratory) -> Any:
    _shipped(lab)
    lab.steer("clock?seconds=172800")
    number = lab.get(f"{DETAIL}?orderId=HUB-1001-1")["data"]["trackNumber"]
    return lab.get(f"logistic/trackInfo?trackNumber={number}")


def _settings(lab: Laboratory) -> Any:
    lab.register()
    lab.steer("rules?policy=quota")
    return lab.get("setting/get")


def _freight(lab: Laboratory) -> Any:
    lines = [{"vid": lab.product().variants[0].vid, "quantity": 2}]
    return lab.post("logistic/freightCalculate", {"startCountryCode": "CN", "endCountryCode": "FR", "products": lines})


def _tips(lab: Laboratory) -> Any:
    goods = [{"sku": lab.product().variants[0].sku, "skuQuantity": 1}]
    asked = {"srcAreaCode": "CN", "destAreaCode": "FR", "weight": 320, "freightTrialSkuList": goods}
    return lab.post("logistic/freightCalculateTip", {"reqDTOS": [asked]})


def _in_cart(lab: Laboratory) -> Any:
    return lab.post("shopping/order/addCart", {"cjOrderIdList": [f"SD{lab.order()}"]})


def _confirmed(lab: Laboratory) -> Any:
    identity = lab.order()
    lab.post("shopping/order/addCart", {"cjOrderIdList": [identity]})
    return lab.post("shopping/order/addCartConfirm", {"cjOrderIdList": [identity]})


def _sandbox(lab: Laboratory) -> Any:
    return lab.post("shopping/sandbox/simulatePay", {"orderId": lab.order(isSandbox=1)})


def _dispute(lab: Laboratory) -> Any:
    identity = _shipped(lab)
    line = lab.get(f"disputes/disputeProducts?orderId={identity}")["data"]["productInfoList"][0]
    return lab.post(
        "disputes/disputeConfirmInfo",
        {"orderId": identity, "productInfoList": [{name: line[name] for name in ("lineItemId", "quantity", "price")}]},
    )


def _disputable(lab: Laboratory) -> Any:
    return lab.get(f"disputes/disputeProducts?orderId={_shipped(lab)}")


def _poor(lab: Laboratory) -> Any:
    lab.steer("balance?amount=0.10")
    return lab.pay(lab.order())


def _restricted(lab: Laboratory) -> Any:
    lab.steer("balance?restricted=1")
    return lab.pay(lab.order())


def _without_goods(lab: Laboratory) -> Any:
    identity = lab.order()
    lab.steer(f"stock?vid={lab.product().variants[0].vid}&quantity=0")
    return lab.pay(identity)


def _twice(lab: Laboratory) -> Any:
    lab.order()
    return lab.post(CREATE, lab.order_body())


def _without_points(lab: Laboratory) -> Any:
    lab.steer("points?left=12")
    return lab.get("product/listV2?keyWord=mat")


def _over_quota(lab: Laboratory) -> Any:
    lab.steer("rules?policy=quota&daily_quota=1")
    return [lab.get("product/getCategory") for _ in range(2)][-1]


def _too_quick(lab: Laboratory) -> Any:
    lab.steer("rules?limit_rate=1")
    return [lab.get("product/getCategory") for _ in range(2)][-1]


def _broken(lab: Laboratory) -> Any:
    import requests  # noqa: PLC0415 - the one body that is no JSON

    return requests.post(
        lab.base + CREATE, data=b'{"orderNumber": ', headers={"CJ-Access-Token": lab.token}, timeout=10
    ).json()


def _removed_variant(lab: Laboratory) -> Any:
    vid = lab.product().variants[0].vid
    lab.steer(f"variant?vid={vid}&state=off")
    return lab.get(f"product/variant/queryByVid?vid={vid}")


def _removed_product(lab: Laboratory) -> Any:
    pid = lab.product().pid
    lab.steer(f"product?pid={pid}&state=removed")
    return lab.get(f"product/query?pid={pid}")


def _strict_webhooks(lab: Laboratory) -> Any:
    lab.steer("rules?loopback_webhooks=0")
    return lab.register()


def _busy(lab: Laboratory) -> Any:
    lab.steer("faults?add=code%3D1600000")
    return lab.get("product/getCategory")


def _pushed(happening: Callable[[Laboratory], str]) -> Maker:
    def make(lab: Laboratory) -> Any:
        lab.register()
        lab.sink.got.clear()
        lab.steer(happening(lab))
        return json.loads(lab.sink.bodies[-1])

    return make


def _vid(lab: Laboratory) -> str:
    return str(lab.product().variants[0].vid)


MAKERS: dict[str, Maker] = {
    "auth_getAccessToken_ok": lambda lab: (lab.steer("clock?seconds=301"), lab.login())[1],
    "auth_getAuthorizeUrl_ok": lambda lab: lab.post(
        "authentication/getAuthorizeUrl", {"email": "ops@example.test", "userName": "hub"}
    ),
    "auth_refreshAccessToken_ok": _refresh,
    "dispute_disputeConfirmInfo_ok": _dispute,
    "dispute_disputeProducts_ok": _disputable,
    "err_apikey_wrong": lambda lab: lab.post("authentication/getAccessToken", {"apiKey": "CJ1@api@0"}),
    "err_bad_json": _broken,
    "err_balance_insufficient": _poor,
    "err_balance_restricted": _restricted,
    "err_country": lambda lab: lab.post(CREATE, lab.order_body(shippingCountryCode="XX")),
    "err_daily_quota": _over_quota,
    "err_getAccessToken_too_soon": lambda lab: lab.post(
        "authentication/getAccessToken", {"apiKey": lab.simulator.world.first_account.key}
    ),
    "err_interface_not_found": lambda lab: lab.get("product/nothing"),
    "err_inventory_deduction": _without_goods,
    "err_logistic_invalid": lambda lab: lab.post(CREATE, lab.order_body(logisticName="Pigeon")),
    "err_method": lambda lab: lab.post("product/query", {}),
    "err_order_exists": _twice,
    "err_order_not_found": lambda lab: lab.get(f"{DETAIL}?orderId=HUB-0"),
    "err_param": lambda lab: lab.get("product/query"),
    "err_points_exhausted": _without_points,
    "err_product_removed": _removed_product,
    "err_qps": _too_quick,
    "err_refresh_invalid": lambda lab: _refresh(lab, "nobody's"),
    "err_system_busy": _busy,
    "err_token_empty": lambda lab: lab.call("GET", "setting/get", token=""),
    "err_token_invalid": lambda lab: lab.call("GET", "setting/get", token="nobody's"),
    "err_variant_removed": _removed_variant,
    "err_webhook_localhost": _strict_webhooks,
    "logistic_freightCalculateTip_ok": _tips,
    "logistic_freightCalculate_ok": _freight,
    "logistic_trackInfo_ok": _on_the_way,
    "order_addCartConfirm_ok": _confirmed,
    "order_addCart_ok": _in_cart,
    "order_createOrderV2_intercepted": lambda lab: lab.post(CREATE, lab.order_body(shippingZip="7500")),
    "order_createOrderV2_payType3_ok": lambda lab: lab.post(CREATE, lab.order_body()),
    "order_deleteOrder_ok": lambda lab: lab.call("DELETE", f"shopping/order/deleteOrder?orderId={lab.order()}"),
    "order_getOrderDetail_shipped": lambda lab: (_shipped(lab), lab.get(f"{DETAIL}?orderId=HUB-1001-1"))[1],
    "order_getOrderDetail_unshipped": _detail,
    "order_list_ok": _listed,
    "order_saveGenerateParentOrder_ok": lambda lab: lab.to_payment(lab.order()),
    "pay_getBalance_ok": lambda lab: lab.get("shopping/pay/getBalance"),
    "pay_payBalanceV2_ok": lambda lab: lab.pay(lab.order()),
    "product_getCategory_ok": lambda lab: lab.get("product/getCategory"),
    "product_listV2_ok": lambda lab: lab.get("product/listV2?keyWord=litter&page=1&size=2&features=enable_category"),
    "product_list_ok": lambda lab: lab.get("product/list?pageNum=1&pageSize=20&productNameEn=litter"),
    "product_productComments_ok": lambda lab: lab.get(f"product/productComments?pid={lab.product().pid}"),
    "product_query_ok": lambda lab: lab.get(f"product/query?pid={lab.product().pid}"),
    "push_logistic": _pushed(lambda lab: (_shipped(lab), "parcel?orderId=HUB-1001-1")[1]),
    "push_order": _pushed(lambda lab: (_shipped(lab), "order?orderId=HUB-1001-1")[1]),
    "push_order_connected": _pushed(lambda lab: f"push?type=ORDER_CONNNECTED&orderId={lab.order()}"),
    "push_ordersplit": _pushed(lambda lab: f"split?orderId={lab.order()}"),
    "push_product": _pushed(lambda lab: f"price?vid={_vid(lab)}&price=9.95"),
    "push_stock": _pushed(lambda lab: f"stock?vid={_vid(lab)}&quantity=7&country=US"),
    "push_unknown_type": _pushed(lambda lab: f"bill?orderId={lab.order()}&amount=2.40"),
    "push_variant": _pushed(lambda lab: f"variant?vid={_vid(lab)}&state=off"),
    "sandbox_simulatePay_ok": _sandbox,
    "setting_get_ok": _settings,
    "stock_getInventoryByPid_ok": lambda lab: lab.get(f"product/stock/getInventoryByPid?pid={lab.product().pid}"),
    "stock_queryByVid_ok": lambda lab: lab.get(f"product/stock/queryByVid?vid={_vid(lab)}"),
    "variant_queryByVid_ok": lambda lab: lab.get(
        f"product/variant/queryByVid?vid={_vid(lab)}&features=enable_inventory"
    ),
    "webhook_product_subscribe_partial": lambda lab: lab.post(
        "webhook/product/subscribe", {"productIds": [lab.product().pid, "1780000000000000009"]}
    ),
    "webhook_set_ok": lambda lab: lab.register(),
}


def test_no_sample_is_forgotten():
    assert sorted(MAKERS) == sorted(path.stem for path in SAMPLES.glob("*.json"))


@pytest.mark.parametrize("name", MAKERS)
def test_the_simulator_answers_in_the_shape_of_the_sample(lab, name):
    sample = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    assert differences(sample, MAKERS[name](lab)) == []


@pytest.mark.parametrize("name", [name for name in MAKERS if name.startswith("err_")])
def test_a_refusal_has_the_sample_s_code_text_and_http_status(lab, name):
    sample = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    made = MAKERS[name](lab)
    assert made["code"] == sample["code"]
    assert re.sub(r"\d+", "#", made["message"]) == re.sub(r"\d+", "#", sample["message"])
    if name != "err_bad_json":
        assert lab.status == (429 if name.rsplit("_", 1)[-1] in ("soon", "qps", "quota", "exhausted") else 200)


def differences(sample: Any, made: Any, where: str = "") -> list[str]:
    """Where the two are not of the same shape."""
    if isinstance(sample, dict) and isinstance(made, dict):
        if all(key.isdecimal() for key in sample) and sample:  # a map by id: the ids are not part of the shape
            return differences(list(sample.values()), list(made.values()), f"{where}.*")
        odd = [f"{where}.{key}: only on one side" for key in sample.keys() ^ made.keys()]
        same = [key for key in sample if key in made]
        return odd + [text for key in same for text in differences(sample[key], made[key], f"{where}.{key}")]
    if isinstance(sample, list) and isinstance(made, list):
        return _rows(sample, made, where)
    return [] if _kind(sample) == _kind(made) else [f"{where}: {_kind(sample)}, but {_kind(made)}"]


def _rows(sample: list[Any], made: list[Any], where: str) -> list[str]:
    """Each row of either side has a row of its shape on the other; empty lists are of any shape."""
    if not sample or not made:
        return [] if not sample else [f"{where}: nothing was made"]
    pairs = [[(one, other) for other in made] for one in sample] + [[(one, other) for one in sample] for other in made]
    found: list[str] = []
    for candidates in pairs:
        each = [differences(one, other, f"{where}[]") for one, other in candidates]
        nearest: list[str] = min(each, key=len)
        found += nearest
    return found


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__
