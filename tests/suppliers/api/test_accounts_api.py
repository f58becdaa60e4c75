import pytest
from django.utils import timezone

from core.crypto import Secret
from core.models import Event, InboundEvent, Job
from suppliers.models import SupplierAccount
from tests.api_door import code_of

CONFIG = "/api/cj-dropshipping/config"
OTHER_KEY = "CJ7654321@api@" + "0123456789abcdef" * 2

pytestmark = pytest.mark.django_db


def test_the_settings_are_told_without_their_secrets(reader, account, cj):
    answer = reader.get(CONFIG)

    body = answer.json()
    key = cj.given["CJ_API_KEY"]
    assert (body["id"], body["name"], body["mode"], body["ship_to"]) == (
        f"acc_{account.pk}",
        "CJ main",
        "simulated",
        "FR",
    )
    assert body["secrets"]["api_key"] == {"is_set": True, "last4": key[-4:]}
    assert key not in answer.content.decode()
    assert account.webhook_path not in answer.content.decode()


def test_the_first_write_makes_the_account(owner, settings):
    settings.SUPPLIER_ENVIRONMENT = {}

    answer = owner.ask("PUT", CONFIG, b'{"api_key": "%s", "name": "CJ of the shop"}' % OTHER_KEY.encode())

    account = SupplierAccount.objects.get()
    assert answer.status_code == 200
    assert (account.supplier, account.name, account.api_key.reveal()) == (
        "cj-dropshipping",
        "CJ of the shop",
        OTHER_KEY,
    )
    assert OTHER_KEY not in answer.content.decode()
    assert Event.objects.filter(kind="supplier_account.credentials_set").exists()


def test_two_halves_are_joined_to_one_key(owner, account):
    first, second = OTHER_KEY.split("@api@")

    answer = owner.ask("PUT", CONFIG, b'{"client_id": "%s", "client_secret": "%s"}' % (first.encode(), second.encode()))

    account.refresh_from_db()
    assert answer.status_code == 200
    assert account.api_key.reveal() == OTHER_KEY


@pytest.mark.parametrize(
    ("body", "status", "attr"),
    [
        (b'{"api_key": "buyer@shop.example"}', 422, "api_key"),
        (b'{"client_id": "CJ7654321"}', 422, "client_secret"),
        (b'{"ship_to": "france"}', 400, "ship_to"),
        (b'{"webhook_path": "guess"}', 400, "webhook_path"),
        (b'{"state": "ok"}', 400, "state"),
    ],
)
def test_what_has_not_the_right_form_is_refused_by_field_and_nothing_changes(owner, account, body, status, attr):
    before = everything_of(account)

    answer = owner.ask("PUT", CONFIG, body)

    assert answer.status_code == status
    assert [error["attr"] for error in answer.json()["errors"]] == [attr]
    assert everything_of(account) == before


def everything_of(account):
    account.refresh_from_db()
    values = {field.attname: getattr(account, field.attname) for field in account._meta.fields}
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}


def test_new_credentials_end_the_tokens_that_were_got_with_the_old_ones(owner, api, account):
    assert api.post(f"{CONFIG}/test").json()["is_ok"] is True
    account.refresh_from_db()
    assert account.access_token

    owner.ask("PUT", CONFIG, b'{"api_key": "%s"}' % OTHER_KEY.encode())

    account.refresh_from_db()
    assert not account.access_token


def test_only_an_owners_key_may_write_the_settings(api, account):
    assert api.ask("PUT", CONFIG, b'{"ship_to": "DE"}').status_code == 403


def test_an_account_of_the_environment_is_changed_there(owner, settings, cj):
    settings.SUPPLIER_ENVIRONMENT = {"cj-dropshipping": {"api_key": cj.given["CJ_API_KEY"]}}

    answer = owner.ask("PUT", CONFIG, b'{"ship_to": "DE"}')

    assert (answer.status_code, code_of(answer)) == (409, "from_environment")


def test_a_trial_names_the_account_its_limits_and_its_balance(api, account):
    body = api.post(f"{CONFIG}/test").json()

    assert body["is_ok"] is True
    assert body["balance"]["available"]["currency"] == "USD"
    assert body["calls_per_second"] == 1.0
    assert body["token_ends_at"] is not None


def test_a_refusal_is_an_answer_in_words(api, account):
    account.api_key = OTHER_KEY
    account.save()

    answer = api.post(f"{CONFIG}/test")

    body = answer.json()
    assert (answer.status_code, body["is_ok"]) == (200, False)
    assert body["title"]
    assert body["remedy"]
    assert OTHER_KEY not in answer.content.decode()


def test_another_suppliers_account_is_not_found_here(api, account):
    answer = api.get("/api/aliexpress/products/search", query="mat", account=f"acc_{account.pk}")

    assert answer.status_code == 404


def test_the_figures_count_calls_and_points(api, reader, account):
    api.get("/api/cj-dropshipping/products/search", query="mat")

    figures = reader.get("/api/cj-dropshipping/stats").json()["accounts"]

    assert [row["account"] for row in figures] == [f"acc_{account.pk}"]
    assert figures[0]["calls_24h"] >= 2  # the login and the search
    assert figures[0]["success_percent"] == 100.0
    assert figures[0]["allowances"]["points"]["used_today"] == 50.0


def test_setting_up_webhooks_is_a_job(api, account, settings):
    settings.PUBLIC_URL = "https://hub.example"

    answer = api.post("/api/cj-dropshipping/webhooks/configure")

    assert answer.status_code == 202
    assert Job.objects.get(kind="suppliers.configure_webhooks").payload == {"account_id": account.pk}


def test_the_webhook_log_is_the_suppliers_own_newest_first(reader, account):
    for partner, key in (("cj-dropshipping", "a"), ("aliexpress", "b"), ("cj-dropshipping", "c")):
        InboundEvent.objects.create(
            partner=partner, account_id=str(account.pk), dedupe_key=key, topic="STOCK", received_at=timezone.now()
        )

    body = reader.get("/api/cj-dropshipping/webhooks/logs").json()

    assert [row["event_id"] for row in body["results"]] == ["c", "a"]
    assert body["results"][0]["account"] == f"acc_{account.pk}"
    assert "raw" not in body["results"][0]
