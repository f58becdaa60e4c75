"""CJ_DEBUG writes bodies to the log, without a key, a token, or anything of a customer."""

import logging

import pytest

from core.calllog import CallLog
from core.models import ApiCall
from suppliers.adapters.cj.adapter import CJAdapter
from tests.suppliers.cj.conftest import KEY, refusal
from tests.suppliers.cj.orders import created, detail, order_request
from tests.suppliers.cj.test_login import pair

PRIVATE = ("Test Buyer", "1 Example Street", "+33000000000", "buyer@example.test", "69001")


@pytest.fixture
def debug(settings, caplog):
    settings.CJ_DEBUG = True
    caplog.set_level(logging.INFO, logger="suppliers.adapters.cj")
    return caplog


def test_a_login_is_logged_without_its_secrets(wire, make_account, open_cj, debug):
    wire.says(pair("c4n4ry", openId=424242), {"amount": 1})
    open_cj(make_account(access_token="", refresh_token="")).balance()
    assert "POST authentication/getAccessToken" in debug.text
    assert "shopping/pay/getBalance" in debug.text
    for secret in (KEY, "0123456789abcdef", "access-c4n4ry", "refresh-c4n4ry", "424242"):
        assert secret not in debug.text


def test_an_order_is_logged_without_its_customer(wire, cj, debug):
    private = {
        "shippingCustomerName": PRIVATE[0],
        "shippingAddress": PRIVATE[1],
        "shippingPhone": PRIVATE[2],
        "email": PRIVATE[3],
        "shippingZip": PRIVATE[4],
    }
    wire.says(created(), detail(**private))
    cj.create_order(order_request())
    cj.order("1")
    assert "createOrderV2" in debug.text
    assert "UNSHIPPED" in debug.text
    assert [found for found in PRIVATE if found in debug.text] == []


def test_nothing_of_the_bodies_is_logged_otherwise(wire, cj, caplog):
    caplog.set_level(logging.INFO)
    wire.says(created())
    cj.create_order(order_request())
    assert "orderNumber" not in caplog.text


def test_the_call_log_keeps_no_customer_and_no_key(wire, account):
    wire.says(detail(shippingCustomerName=PRIVATE[0], shippingPhone=PRIVATE[2]), refusal(1600300, f"bad key {KEY}"))
    with CJAdapter(account, log=CallLog()) as cj:
        cj.order("1")
        with pytest.raises(Exception, match="read the balance"):
            cj.balance()
    written = list(ApiCall.objects.order_by("pk"))
    assert [(row.partner, row.account_id, row.operation) for row in written] == [
        ("cj-dropshipping", account.account_id, "read an order"),
        ("cj-dropshipping", account.account_id, "read the balance"),
    ]
    shown = " ".join(row.excerpt for row in written)
    assert [found for found in (*PRIVATE, KEY) if found in shown] == []
