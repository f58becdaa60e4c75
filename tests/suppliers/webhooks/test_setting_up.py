"""Telling a supplier where to push, and noticing when it stops."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import execute
from core.models import Alert, Event, InboundEvent, Job
from suppliers.actions.errors import NotPossible
from suppliers.actions.webhooks import address_of, audit, configure, watch
from suppliers.handlers import take_push
from suppliers.interface import Capability
from suppliers.models import SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product
from tests.suppliers.webhooks.conftest import body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public(settings):
    settings.PUBLIC_URL = "https://hub.example"


def link(account, number, state="confirmed"):
    return SupplierProduct.objects.create(
        product=make_product(sku=f"S-{number}"),
        account=account,
        external_product_id=f"p-{number:04}",
        external_variant_id=f"v-{number}",
        state=state,
    )


def set_up(account):
    job = configure(account, "anna")
    assert execute(job.pk) == "done"
    account.refresh_from_db()
    job.refresh_from_db()
    return job.result


def pushes(account, moments):
    for number, moment in enumerate(moments):
        InboundEvent.objects.create(
            partner=account.supplier,
            account_id=account.account_id,
            dedupe_key=str(number),
            received_at=moment,
            state="done",
        )


# --- the address


def test_the_address_names_the_supplier_and_the_account(account):
    assert address_of(account) == f"https://hub.example/api/cj-dropshipping/webhooks/{account.webhook_path}"


def test_a_suppliers_own_address_goes_first(account, settings):
    settings.SUPPLIER_ENVIRONMENT = {
        "cj-dropshipping": {"webhook_url": "https://in.example/api/cj-dropshipping/webhooks"}
    }
    assert address_of(account) == f"https://in.example/api/cj-dropshipping/webhooks/{account.webhook_path}"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "no_public_address"),
        ("http://hub.example", "address_not_https"),
        ("https://localhost:8000", "address_not_public"),
        ("https://127.0.0.1", "address_not_public"),
        ("https://[::1]:8443", "address_not_public"),
        ("https://10.1.2.3", "address_not_public"),
        ("https://hub", "address_not_public"),
    ],
)
def test_an_address_that_no_supplier_can_call_is_refused_in_words_without_a_call(
    account, settings, supplier, url, code
):
    settings.PUBLIC_URL = url
    with pytest.raises(NotPossible) as refused:
        configure(account, "anna")
    assert refused.value.code == code
    assert len(str(refused.value)) > 30
    assert (Job.objects.count(), supplier.registered) == (0, [])


def test_a_simulated_account_is_called_on_this_machine(account, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    account.mode = "simulated"
    assert address_of(account).startswith("http://127.0.0.1:8000/api/cj-dropshipping/webhooks/")


# --- setting up


def test_the_supplier_is_told_where_and_about_which_products(account, supplier):
    for number in range(250):
        link(account, number)
    link(account, 998, "disabled")
    link(account, 999, "gone")
    result = set_up(account)
    assert supplier.registered == [address_of(account)]
    assert supplier.subscribed == [[f"p-{number:04}" for number in range(250)]]
    assert result == {"topics": ["order", "stock"], "refused": [], "products_refused": []}
    assert account.webhook_url == address_of(account)
    assert account.webhooks_checked_at is not None
    line = Event.objects.get(kind="supplier_account.webhooks_set")
    assert (line.actor, line.data["topics"]) == ("anna", ["order", "stock"])
    assert account.webhook_path not in str(line.data)


def test_refused_products_are_named(account, supplier):
    link(account, 1)
    supplier.refused_products = {"p-0001"}
    assert set_up(account)["products_refused"] == ["p-0001"]


def test_asking_twice_at_once_is_one_job(account):
    assert configure(account, "anna").pk == configure(account, "anna").pk
    assert Job.objects.count() == 1


def test_a_supplier_that_takes_addresses_by_hand_says_so(account, supplier, monkeypatch):
    monkeypatch.setattr(supplier, "capabilities", frozenset({Capability.WEBHOOKS}))
    with pytest.raises(NotPossible, match="Small Supplier takes webhook addresses in its own console"):
        configure(account, "anna")


# --- looking after them


def test_the_audit_leaves_alone_what_is_set_and_adds_new_products(account, supplier):
    set_up(account)
    supplier.subscribed = []
    link(account, 5)
    assert audit(account) == "kept"
    assert supplier.subscribed == [["p-0005"]]
    assert audit(account) == "kept"
    assert len(supplier.subscribed) == 1


def test_the_audit_sets_again_what_the_supplier_dropped(account, supplier):
    set_up(account)
    supplier.registered = []
    assert audit(account) == "set_again"
    assert supplier.registered == [address_of(account)]


def test_the_audit_follows_a_new_public_address(account, supplier, settings):
    set_up(account)
    settings.PUBLIC_URL = "https://new.example"
    assert audit(account) == "set_again"
    assert supplier.registered == [address_of(account)]
    account.refresh_from_db()
    assert account.webhook_url.startswith("https://new.example/")


def test_an_audit_that_fails_alerts_until_one_succeeds(account, supplier):
    set_up(account)
    supplier.is_down = True
    assert audit(account) == "failed"
    alert = Alert.objects.get(kind="webhook_closed")
    assert (alert.data["account"], alert.data["url"]) == ("CJ main", "hub.example")
    assert account.webhook_path not in str(alert.data)
    supplier.is_down = False
    assert audit(account) == "kept"
    alert.refresh_from_db()
    assert not alert.is_open


def test_an_account_without_webhooks_is_not_audited(account, supplier):
    supplier.is_down = True
    assert audit(account) == "not_configured"
    assert watch() == {"audited": {}, "silent": []}


def test_the_watch_audits_once_a_day(account):
    set_up(account)
    assert watch()["audited"] == {}
    account.webhooks_checked_at = timezone.now() - timedelta(hours=25)
    account.save()
    assert watch()["audited"] == {str(account.pk): "kept"}
    assert watch()["audited"] == {}


def test_silence_is_told_after_ten_times_the_usual_gap(account, settings):
    settings.ALERT_WEBHOOK_SILENCE_FACTOR = 10
    now = timezone.now()
    pushes(account, [now - timedelta(minutes=130 + 10 * number) for number in range(20)])
    assert watch()["silent"] == [str(account.pk)]
    assert Alert.objects.get(kind="webhook_silent").data["gap"] == 10
    InboundEvent.objects.filter(dedupe_key="0").update(received_at=now)
    assert watch()["silent"] == []
    assert not Alert.objects.get(kind="webhook_silent").is_open


def test_a_burst_makes_no_alert_of_the_next_half_hour(account):
    now = timezone.now()
    pushes(account, [now - timedelta(minutes=50, seconds=number) for number in range(50)])
    assert watch()["silent"] == []


def test_few_pushes_have_no_usual_gap(account):
    now = timezone.now()
    pushes(account, [now - timedelta(days=3, minutes=number) for number in range(9)])
    assert watch()["silent"] == []


def test_a_paused_account_may_be_silent(account):
    now = timezone.now()
    pushes(account, [now - timedelta(minutes=130 + number) for number in range(20)])
    account.state = "paused"
    account.save()
    assert watch()["silent"] == []


def test_the_warning_of_ending_access_is_over_when_the_account_was_authorised_again(account):
    event = InboundEvent.objects.create(
        partner=account.supplier, account_id=account.account_id, raw=body("m-1", "65"), received_at=timezone.now()
    )
    take_push(event)
    watch()
    assert Alert.objects.get(kind="access_ending").is_open
    SupplierAccount.objects.update(token_issued_at=timezone.now())
    watch()
    assert not Alert.objects.get(kind="access_ending").is_open


def test_setting_up_waits_while_the_account_is_paused(account, supplier):
    job = configure(account, "anna")
    SupplierAccount.objects.update(state="paused")
    assert execute(job.pk) == "waiting"
    assert supplier.registered == []
