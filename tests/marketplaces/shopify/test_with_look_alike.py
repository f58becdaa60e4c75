"""What Shopify alone does, played by its look-alike and read by the real adapter, over loopback HTTP."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.utils import timezone

from core.errors import AuthFailed, OutcomeUnknown, RateLimited, Rejected
from core.money import Money
from marketplaces.adapters.shopify.simulator.steering import COMMANDS
from marketplaces.interface import CancelReason, ParcelNotice, ParcelProgress
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from tests.marketplaces.contract.stage import OTHER_SKU, SKU
from tests.marketplaces.contract.stages.shopify import ShopifyStage

pytestmark = pytest.mark.django_db

REDIRECT = "https://hub.example.com/api/shopify/oauth/callback"
WAY = MarketplaceAccount.WayToConnect


@pytest.fixture
def stage(settings):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with ShopifyStage(settings) as stage:
        yield stage


@pytest.fixture
def account(stage):
    return stage.account()


@pytest.fixture
def adapter(account):
    with open_account(account) as adapter:
        yield adapter


def happens(stage, command, **words):
    return COMMANDS[command](stage.simulator, words)


def lines_of(adapter, order_id):
    return {line.sku: line.line_id for line in adapter.order(order_id).lines}


def notice(adapter, order_id, number="YT1", **wanted):
    lines = lines_of(adapter, order_id)
    rows = tuple((lines[sku], count) for sku, count in wanted.items())
    return ParcelNotice(adapter.carrier_words("YunExpress", number), rows)


# Installing the app


@pytest.fixture
def installing(account):
    MarketplaceAccount.objects.filter(pk=account.pk).update(way_to_connect=WAY.OAUTH)
    return MarketplaceAccount.objects.get(pk=account.pk)


def consent(adapter):
    """A person follows our address and agrees; what the shop appends to our address."""
    answer = requests.get(adapter.authorise_url("state-1", REDIRECT), allow_redirects=False, timeout=10)
    address = answer.headers["Location"]
    assert address.startswith(f"{REDIRECT}?")
    return dict(parse_qsl(urlsplit(address).query))


def test_a_person_installs_the_app_and_the_shop_is_connected(stage, installing):
    with open_account(installing) as adapter:
        query = consent(adapter)
        assert query["state"] == "state-1"
        info = adapter.accept_callback(query, REDIRECT)
    assert (info.missing_scopes, info.currency) == ((), "EUR")
    row = MarketplaceAccount.objects.get(pk=installing.pk)
    assert row.refresh_token.reveal()
    assert timedelta(minutes=55) < row.access_expires_at - timezone.now() < timedelta(minutes=65)


def test_a_code_works_once(stage, installing):
    with open_account(installing) as adapter:
        query = consent(adapter)
        adapter.accept_callback(query, REDIRECT)
        with pytest.raises(AuthFailed):
            adapter.accept_callback(query, REDIRECT)


def test_the_installed_app_s_token_is_renewed_and_its_refresh_token_changes(stage, installing):
    with open_account(installing) as adapter:
        adapter.accept_callback(consent(adapter), REDIRECT)
    before = MarketplaceAccount.objects.get(pk=installing.pk)
    stage.simulator.tokens.expire()
    with open_account(before) as adapter:
        adapter.connect()
    after = MarketplaceAccount.objects.get(pk=installing.pk)
    assert after.token_version == before.token_version + 1
    assert after.refresh_token.reveal() != before.refresh_token.reveal()


# Rights


def test_the_scopes_of_older_guides_show_no_fulfilment_orders_and_no_error(stage, adapter):
    """Pitfall 18."""
    order_id = stage.buyer_orders({SKU: 1})
    happens(
        stage,
        "scopes",
        set="read_orders,write_orders,read_fulfillments,write_fulfillments,read_products,read_customers",
    )
    info = adapter.connect()
    assert info.lost_abilities == ("fulfil", "publish", "stock")
    assert (info.locations, info.publications) == ((), ())
    assert adapter.fulfilments(order_id).problem == "no_scope"
    with pytest.raises(Rejected) as raised:
        adapter.fulfil(order_id, notice(adapter, order_id, **{SKU: 1}))
    assert raised.value.code == "no_scope"


# Throttling


def test_a_throttled_call_waits_and_comes_through(stage, adapter, monkeypatch):
    monkeypatch.setattr("core.http.client.sleep", lambda _: None)
    order_id = stage.buyer_orders({SKU: 1})
    adapter.connect()
    stage.simulator.add_fault("throttled@orderx2")
    assert adapter.order(order_id).remote_id == order_id


def test_a_throttled_parcel_is_told_once(stage, adapter, monkeypatch):
    monkeypatch.setattr("core.http.client.sleep", lambda _: None)
    order_id = stage.buyer_orders({SKU: 1})
    parcel = notice(adapter, order_id, **{SKU: 1})
    stage.simulator.add_fault("throttled@fulfillmentCreatex1")
    assert adapter.fulfil(order_id, parcel)
    assert len(stage.parcels(order_id)) == 1


def test_a_shop_that_stays_throttled_is_for_a_later_job(stage, adapter, monkeypatch):
    monkeypatch.setattr("core.http.client.sleep", lambda _: None)
    order_id = stage.buyer_orders({SKU: 1})
    adapter.connect()
    stage.simulator.add_fault("throttled@order")
    with pytest.raises(RateLimited):
        adapter.order(order_id)


def test_an_answer_without_a_cost_block_is_read(stage, adapter):
    """Pitfall 5."""
    stage.simulator.add_fault("no_cost")
    assert adapter.connect().remote_id


# Versions


def test_a_version_that_has_ended_is_served_by_another_and_said(stage, account, settings):
    """Pitfall 1."""
    settings.SHOPIFY_API_VERSION = "2024-01"
    with open_account(account) as adapter:
        adapter.client.access.current()
        served = adapter.connect().served_version
    assert served == "2026-01"


# Orders


def test_orders_are_polled_within_the_points_of_one_query(stage, adapter):
    """A query of more than 1,000 points is refused."""
    stage.simulator.set_rule("limit_rate", value=True)
    for _ in range(25):
        stage.buyer_orders({SKU: 1})
    page = adapter.orders_since(timezone.now() - timedelta(days=1))
    assert (len(page.items), bool(page.cursor)) == (20, True)


def test_an_edited_order_owes_what_is_left(stage, adapter):
    order_id = stage.buyer_orders({SKU: 3})
    happens(stage, "edit", order=order_id, sku=SKU, quantity=1)
    line = adapter.order(order_id).lines[0]
    assert (line.quantity, line.owed) == (3, 1)


def test_amounts_are_the_shop_s_own_currency_whatever_the_buyer_paid_in(stage, adapter):
    order_id = stage.buyer_orders({SKU: 2}, currency="USD", rate="1.10")
    order = adapter.order(order_id)
    assert order.currency == "EUR"
    assert {order.total.currency, order.lines[0].unit_price.currency} == {"EUR"}
    assert order.lines[0].unit_price == Money(stage.price(SKU), "EUR")


def test_what_shopify_refuses_to_cancel_is_said_in_its_words(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    adapter.fulfil(order_id, notice(adapter, order_id, **{SKU: 1}))
    with pytest.raises(Rejected) as raised:
        adapter.cancel_order(order_id, CancelReason.CUSTOMER)
    assert "outstanding fulfillments" in raised.value.message


# Parcels


def test_lines_at_two_locations_are_two_fulfilments_of_one_parcel(stage, adapter):
    second = happens(stage, "location", name="Test annex")["location"]
    order = stage.simulator.place_order(
        lines=[{"sku": SKU, "quantity": 1}, {"sku": OTHER_SKU, "quantity": 1, "location": second}]
    )
    order_id = str(order.number)
    parcel = notice(adapter, order_id, **{SKU: 1, OTHER_SKU: 1})
    told = adapter.fulfil(order_id, parcel)
    assert [each.lines for each in stage.parcels(order_id)] == [{SKU: 1}, {OTHER_SKU: 1}]
    assert adapter.fulfil(order_id, parcel) == told
    assert len(stage.parcels(order_id)) == 2


def test_half_a_parcel_is_completed_and_its_other_half_not_told_again(stage, adapter):
    """Its first call went well, its second did not."""
    second = happens(stage, "location", name="Test annex")["location"]
    order = stage.simulator.place_order(
        lines=[{"sku": SKU, "quantity": 1}, {"sku": OTHER_SKU, "quantity": 1, "location": second}]
    )
    order_id = str(order.number)
    first = adapter.fulfil(order_id, notice(adapter, order_id, **{SKU: 1}))
    assert adapter.fulfil(order_id, notice(adapter, order_id, **{SKU: 1, OTHER_SKU: 1})) == first
    assert [each.lines for each in stage.parcels(order_id)] == [{SKU: 1}, {OTHER_SKU: 1}]


def test_a_parcel_that_shopify_did_not_take_is_told_again(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    parcel = notice(adapter, order_id, **{SKU: 1})
    stage.simulator.add_fault("status=502@fulfillmentCreatex1")
    with pytest.raises(OutcomeUnknown):
        adapter.fulfil(order_id, parcel)
    assert stage.parcels(order_id) == []
    adapter.fulfil(order_id, parcel)
    assert len(stage.parcels(order_id)) == 1


def test_the_way_of_a_parcel_is_told_step_by_step(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    told = adapter.fulfil(order_id, notice(adapter, order_id, **{SKU: 1}))
    for progress in (ParcelProgress.IN_TRANSIT, ParcelProgress.DELIVERED):
        adapter.tell_progress(told, progress, timezone.now(), "A word")
    parcel = stage.simulator.shop.orders[int(order_id)].parcels[0]
    assert [event.status for event in parcel.events] == ["IN_TRANSIT", "DELIVERED"]


# Webhooks


def test_after_a_change_of_the_secret_both_are_believed_for_a_while(stage, account):
    old = stage.simulator.tokens.secret
    happens(stage, "secret", set="shpss_the_new_secret_of_the_tests")
    pushes = stage.pushes()
    with open_account(account) as adapter:
        assert not adapter.verify_push(pushes[0].raw, pushes[0].headers)
    MarketplaceAccount.objects.filter(pk=account.pk).delete()
    until = timezone.now() + timedelta(hours=1)
    changed = MarketplaceAccount.objects.create(
        marketplace="shopify",
        name="Test shop two",
        shop_address=stage.simulator.shop.domain,
        api_secret="shpss_the_new_secret_of_the_tests",
        previous_secret=old,
        previous_secret_until=until,
    )
    with open_account(changed) as adapter:
        assert all(adapter.verify_push(push.raw, push.headers) for push in pushes)


def test_addresses_that_shopify_refuses_are_told_with_its_words(stage, adapter):
    stage.simulator.set_rule("loopback_webhooks", value=False)
    setup = adapter.set_webhooks("http://127.0.0.1:8002/webhooks/shopify")
    assert setup.addresses == {}
    assert len(setup.refused) == len([topic for topic in adapter.push_topics if "redact" not in topic]) - 1
    assert all(words for _, words in setup.refused)
