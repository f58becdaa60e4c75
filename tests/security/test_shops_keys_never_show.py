"""Canaries in every credential of a shop go through every door while all marketplaces misbehave and echo what they were
sent. Afterwards they are looked for everywhere.
"""

import base64
import hashlib
import hmac
import io
import json
import time
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, quote_plus, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.alerts.conditions import check_health_and_alert
from core.api.fields import public_id
from core.errors import PartnerError
from core.jobs import enqueue, run_due
from core.models import ApiCall, CallBudget, CircuitBreaker, Event, InboundEvent, Job, RateLimitBucket
from core.money import Money
from core.simulation import SimulationServer
from inventory.models import Product
from marketplaces.adapters.shopify import signing
from marketplaces.admin.desks.desk import tabs_of
from marketplaces.interface import CancelReason, RefundNotice
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.registry import open_account
from tests.catalogue_rows import make_product
from tests.security import routes
from tests.security.test_keys_never_show import every_page, logged
from tests.security.test_suppliers_keys_never_show import every_column, shown

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["logged"]

SLUGS = ("shopify", "ebay", "etsy")
DOMAIN, OWN_DOMAIN = "canary.myshopify.com", "own-canary.myshopify.com"
SIGNING_KEY = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(b"canary-of-a-key-of-32-bytes-long").private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
).decode()
# eBay's hold signs that are written otherwise in a form than in a header.
CANARIES = {
    "Shopify's secret": "shpss_CANARYzq8a1b2c3d4e5f60718",
    "Shopify's secret before": "CANARYbefore-zq8-shopify",
    "Shopify's pasted token": "shpat_CANARYzq8pasted0123456789",
    "Shopify's access token": "CANARYzq8-shopify-access-01",
    "Shopify's refresh token": "CANARYzq8-shopify-refresh-2",
    "Shopify's fresh token": "CANARYzq8-shopify-fresh-003",
    "Shopify's fresh refresh token": "CANARYzq8-shopify-next-0004",
    "Shopify's code of consent": "CANARYzq8c0de5h0p1fy",
    "Shopify's secret of the environment": "CANARYenv-zq8-shopify-secret",
    "eBay's secret": "SBX-CANARYzq8-cert-0001",
    "eBay's access token": "v^1.1#i^1#CANARYzq8access/one==",
    "eBay's refresh token": "v^1.1#r^1#CANARYzq8refresh/two==",
    "eBay's fresh token": "v^1.1#i^1#CANARYzq8fresh/three==",
    "eBay's fresh refresh token": "v^1.1#r^1#CANARYzq8next/four==",
    "eBay's code of consent": "v^1.1#i^1#CANARYzq8code/five==",
    "eBay's verification token": "CANARYzq8-verification-token-of-32-letters",
    "eBay's signing key": SIGNING_KEY,
    "eBay's secret of the environment": "CANARYenv-zq8-ebay-cert",
    "Etsy's secret": "CANARYzq8e",
    "Etsy's access token": "912345678.CANARYzq8etsyAccess_1-x",
    "Etsy's refresh token": "912345678.CANARYzq8etsyRefresh_2-x",
    "Etsy's fresh token": "912345678.CANARYzq8etsyFresh_3-x",
    "Etsy's fresh refresh token": "912345678.CANARYzq8etsyNext_4-x",
    "Etsy's code of consent": "CANARYzq8etsyCode_5-x",
    "Etsy's webhook secret": "whsec_" + base64.b64encode(b"CANARYzq8-etsy-webhook").decode(),
    "Etsy's secret of the environment": "CANARYenvE",
}
# What only signs, what stands with the marketplace, and what would be sent when the fresh tokens end.
NOT_SENT = {
    "Shopify's secret before", "Shopify's fresh refresh token", "eBay's signing key", "eBay's fresh refresh token",
    "Etsy's webhook secret", "Etsy's fresh refresh token",
}  # fmt: skip
APPS = {
    "eBay's app": "Canary-App:" + CANARIES["eBay's secret"],
    "eBay's app of the environment": "Canary-Env:" + CANARIES["eBay's secret of the environment"],
}
FORMS = {f"{name}, as in a form": quote_plus(text) for name, text in CANARIES.items() if quote_plus(text) != text}
CODED = {f"{name}, as in a header": base64.b64encode(text.encode()).decode() for name, text in APPS.items()}
LOOKED_FOR = CANARIES | FORMS | CODED
JSON = {"content_type": "application/json"}


class Parrots:
    """All three marketplaces: each echoes all that it was sent. `manner` says how it fails."""

    def __init__(self):
        self.manner, self.heard = "refuses", ""

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        sent = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        try:
            sent |= json.loads(body)
        except (ValueError, TypeError):
            sent |= dict(parse_qsl(f"{body}&{environ.get('QUERY_STRING', '')}"))
        if sent.get("AUTHORIZATION", "").startswith("Basic "):
            sent["client"] = base64.b64decode(sent["AUTHORIZATION"].removeprefix("Basic ")).decode()
        self.heard += f"{sent}"
        asked = f"{environ['REQUEST_METHOD']} {environ['SCRIPT_NAME']}{environ['PATH_INFO']}"
        status, kind, answer = getattr(self, self.manner)(sent, body, asked)
        data = answer.encode()
        echoes = [("X-Request-Id", sent.get("AUTHORIZATION", "-")), ("Set-Cookie", f"s={sent.get('AUTHORIZATION')}")]
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(data))), *echoes])
        return [data]

    def _no(self, status, code, words, sent):
        """In the forms of refusals of all three, and of their token endpoints."""
        error = {"errorId": 1001 if status.startswith("401") else code, "category": "REQUEST", "message": words, "longMessage": words,
                 "parameters": [{"name": name, "value": f"{value}"} for name, value in sent.items()],
                 "extensions": {"code": code}}  # fmt: skip
        said = {"error": code, "error_description": words, "errors": [error], "request": sent}
        return status, "application/json", json.dumps(said)

    def refuses(self, sent, body, asked):
        return self._no("401 Unauthorized", "invalid_grant", f"Invalid access token {json.dumps(sent)}", sent)

    def refuses_what_is_asked(self, sent, body, asked):
        return self._no("400 Bad Request", "25001", f"No: {body} of {sent}", sent)

    def refuses_politely(self, sent, body, asked):
        return self._no("200 OK", "ACCESS_DENIED", f"No: {body} of {sent}", sent)

    def fails(self, sent, body, asked):
        lines = "\n".join(f"{name}: {value}" for name, value in sent.items())
        return "500 Oops", "text/html", f"<h1>Error</h1><pre>{lines}</pre><p>{body}</p>"

    def shows_a_page(self, sent, body, asked):
        cells = "".join(f'<input name="{name}" value="{value}"><li>{value}</li>' for name, value in sent.items())
        return "200 OK", "text/html", f"<html><ul>{cells}</ul></html>"

    def names_it_in_words(self, sent, body, asked):
        words = [str(value) for value in sent.values() if isinstance(value, str)]
        return self._no("403 Forbidden", "1100", f"{body} The credential {' and '.join(words)} was not accepted", sent)

    def names_it_as_the_code(self, sent, body, asked):
        """Where a short word is due."""
        words = [sent.get(name, "") for name in ("refresh_token", "code", "X-SHOPIFY-ACCESS-TOKEN", "AUTHORIZATION")]
        word = next(filter(None, words), "-").removeprefix("Bearer ")
        return self._no("400 Bad Request", word, word, {})

    def limits(self, sent, body, asked):
        return self._no("429 Slow down", "2001", f"Too many: {sent}", sent)

    def grants(self, sent, body, asked):
        """New tokens for whoever logs in, and a no to those tokens afterwards."""
        if "grant_type" not in sent and "code" not in sent:
            return self.refuses(sent, body, asked)
        slug = next(name for name in ("Shopify", "eBay", "Etsy") if f" /{name.lower()}" in asked)
        told = {
            "access_token": CANARIES[f"{slug}'s fresh token"], "refresh_token": CANARIES[f"{slug}'s fresh refresh token"],
            "expires_in": 7200, "refresh_token_expires_in": 7_000_000, "token_type": "Bearer", "echo": sent,
        }  # fmt: skip
        return "200 OK", "application/json", json.dumps(told)

    def serves_a_little(self, sent, body, asked):
        """As far as a key to sign with and the address for notifications, and a no to what comes of them."""
        given = {
            "POST signing_key": {
                "privateKey": SIGNING_KEY,
                "jwe": "eyJhbGciOi.canary",
                "expirationTime": 4_000_000_000,
            },
            "GET config": {"alertEmail": "ops@shop.test"},
            "GET destination": {"total": 0, "destinations": []},
        }
        method, _, path = asked.partition(" ")
        found = given.get(f"{method} {path.rpartition('/')[2]}")
        if found is not None:
            return "200 OK", "application/json", json.dumps(found)
        answer = self.grants if "grant_type" in sent else self.names_it_in_words
        return answer(sent, body, asked)


MANNERS = [
    "refuses", "refuses_what_is_asked", "refuses_politely", "fails", "shows_a_page", "names_it_in_words",
    "names_it_as_the_code", "limits", "grants",
]  # fmt: skip


@pytest.fixture
def parrots(settings, monkeypatch):
    monkeypatch.setattr("core.http.client.sleep", lambda seconds: None)
    monkeypatch.setattr("core.credentials.WAIT_SECONDS", 0)
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    settings.CELERY_BROKER_URL = ""  # limits are kept in the database, where `give_tokens` can lift them
    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    settings.DEBUG = False
    settings.PUBLIC_URL = "https://hub.shop.test"
    settings.CORS_ALLOWED_ORIGINS = ["https://front.shop.test"]
    settings.API_RATE = settings.API_LOGIN_RATE = "1000000/min"
    parrots = Parrots()
    with SimulationServer(dict.fromkeys(SLUGS, parrots)) as server:
        settings.SHOPIFY_API_URL = f"{server.url}/shopify"
        for name in ("API", "APIZ", "MEDIA", "AUTH"):
            setattr(settings, f"EBAY_{name}_URL", f"{server.url}/ebay/{name.lower()}")
        settings.ETSY_API_URL = f"{server.url}/etsy/application"
        settings.ETSY_TOKEN_URL = f"{server.url}/etsy/token"
        settings.ETSY_AUTHORIZE_URL = f"{server.url}/etsy/connect"
        settings.ETSY_WEBHOOK_SECRET = CANARIES["Etsy's webhook secret"]
        settings.EBAY_VERIFICATION_TOKEN = CANARIES["eBay's verification token"]
        settings.MARKETPLACE_ENVIRONMENT = {
            "shopify": {
                "shop_address": "env-canary.myshopify.com", "api_key": "canary-env",
                "api_secret": CANARIES["Shopify's secret of the environment"],
            },
            "ebay": {
                "api_key": "Canary-Env", "api_secret": CANARIES["eBay's secret of the environment"],
                "redirect_name": "Canary-Env-RuName", "site": "EBAY_FR",
            },
            "etsy": {"api_key": "canaryenvkeystring", "api_secret": CANARIES["Etsy's secret of the environment"]},
        }  # fmt: skip
        yield parrots


def make_shops():
    """One for each way to log in; the environment's are there as soon as somebody looks at the list."""
    ends = timezone.now() + timedelta(days=30)
    own = {"api_key": "canary-app", "api_secret": CANARIES["Shopify's secret"], "state": "ok", "currency": "EUR"}
    installed = MarketplaceAccount.objects.create(
        marketplace="shopify", name="Installed", way_to_connect="oauth", shop_address=DOMAIN,
        previous_secret=CANARIES["Shopify's secret before"], previous_secret_until=ends, **own,
    )  # fmt: skip
    pasted = MarketplaceAccount.objects.create(
        marketplace="shopify", name="Pasted", way_to_connect="pasted_token", shop_address=OWN_DOMAIN,
        access_token=CANARIES["Shopify's pasted token"], state="ok", currency="EUR",
    )  # fmt: skip
    ebay = MarketplaceAccount.objects.create(
        marketplace="ebay", name="A seller", way_to_connect="oauth", site="EBAY_FR", redirect_name="Canary-RuName",
        **own | {"api_key": "Canary-App", "api_secret": CANARIES["eBay's secret"]},
    )  # fmt: skip
    etsy = MarketplaceAccount.objects.create(
        marketplace="etsy", name="A maker", way_to_connect="oauth", remote_id="52300001",
        **own | {"api_key": "canarykeystring", "api_secret": CANARIES["Etsy's secret"]},
    )  # fmt: skip
    return [installed, pasted, ebay, etsy]


def give_tokens():
    """As before any trouble: live tokens, nothing used up, no open breaker."""
    cache.clear()
    for model in (CircuitBreaker, RateLimitBucket, CallBudget):
        model.objects.all().delete()
    ends = timezone.now() + timedelta(days=30)
    for shop in MarketplaceAccount.objects.all():
        name = {"shopify": "Shopify", "ebay": "eBay", "etsy": "Etsy"}[shop.marketplace]
        if shop.way_to_connect != "pasted_token":
            shop.access_token = CANARIES[f"{name}'s access token"]
            shop.refresh_token = CANARIES[f"{name}'s refresh token"]
        shop.state, shop.token_lease_until = "ok", None
        shop.access_expires_at = shop.refresh_expires_at = ends
        shop.token_version += 1
        shop.save(update_fields=[field.name for field in shop._meta.concrete_fields if not field.primary_key])


def ask(staff, shop, said):
    """The shop's calls through the console, the API and the jobs they file."""
    slug, page, number = (
        shop.marketplace,
        f"/admin/marketplaces/marketplaceaccount/{shop.pk}",
        public_id("shop", shop.pk),
    )
    yield staff.post(f"{page}/test/", follow=True)
    yield staff.post(f"/api/{slug}/accounts/{number}/test", **JSON)
    yield staff.post(f"{page}/audit/", follow=True)
    yield staff.post(f"/api/{slug}/orders/sync", **JSON)
    for tab in tabs_of(slug)[1:2]:
        yield staff.get(f"{page}/desk/{tab.name}/")
    listing = Listing.objects.get_or_create(
        account=shop, product=Product.objects.get(), defaults={"state": "active", "remote_id": f"1105{shop.pk:08}"}
    )[0]
    yield staff.post(f"/api/{slug}/listings/{public_id('lst', listing.pk)}/read-back", **JSON)
    about = {"account_id": shop.pk}
    for kind, payload in (
        ("marketplaces.configure_webhooks", about), ("marketplaces.check_shop", about), ("orders.poll_shop", about),
        ("marketplaces.publish_listing", {"listing_id": listing.pk}),
        ("marketplaces.end_listing", {"listing_id": listing.pk}), *((("marketplaces.perform", about | WRITTEN[slug]),) if slug in WRITTEN else ()),
    ):  # fmt: skip
        enqueue(kind, payload, requested_by="a test")
        give_tokens()
        run_due(5)
    give_tokens()
    said.write(f"{give_money_back(shop)}")


WRITTEN = {
    "ebay": {"operation": "join_program", "values": {"program": "OUT_OF_STOCK_CONTROL"}},
    "etsy": {"operation": "create_section", "values": {"title": "Mugs"}},
}


def read_everything(staff, shop):
    """Each tab of the desk, and each address of the API below this marketplace's that a partner may be asked for."""
    shops = {"marketplaces.marketplaceaccount": shop, "inventory.product": Product.objects.get()}
    for tab in tabs_of(shop.marketplace):
        days = {"since": "2026-11-01", "until": "2026-11-02"}
        yield staff.get(f"/admin/marketplaces/marketplaceaccount/{shop.pk}/desk/{tab.name}/", days)
    for template in routes.templates():
        if template.startswith(f"api/{shop.marketplace}/") and "/oauth/" not in template:
            yield staff.get(routes.address(template, shops), {"account": public_id("shop", shop.pk)})


def give_money_back(shop):
    """eBay's are signed with a key of its making; at the others there is nothing to call."""
    money = Money(Decimal(1), "EUR")
    try:
        with open_account(shop) as adapter:
            return adapter.refund(
                "12-34567-89012", RefundNotice("ref_1", money, CancelReason.CUSTOMER, (("1", money),))
            )
    except PartnerError as error:
        return error


def come_back_from_consent(staff, shop):
    """By the console, and by a front end of its own."""
    slug, callback = shop.marketplace, f"/api/{shop.marketplace}/oauth/callback"
    yield staff.get(
        callback, answer_of(shop, staff.get(f"/api/{slug}/oauth/connect?account={shop.pk}").headers["Location"])
    )
    wanted = {"account": public_id("shop", shop.pk), "return_to": "https://front.shop.test/connected"}
    begun = staff.post(f"/api/{slug}/oauth/begin", wanted, **JSON)
    assert begun.status_code == 200, begun.content
    yield begun
    give_tokens()
    yield staff.post(f"/api/{slug}/oauth/finish", {"answer": answer_of(shop, begun.json()["url"])}, **JSON)


def answer_of(shop, consent_page):
    """What the marketplace appends to our address."""
    query = dict(parse_qsl(urlsplit(consent_page).query))
    name = {"shopify": "Shopify", "ebay": "eBay", "etsy": "Etsy"}[shop.marketplace]
    answer = {"state": query["state"], "code": CANARIES[f"{name}'s code of consent"]}
    if shop.marketplace == "shopify":
        answer |= {"shop": shop.shop_address, "timestamp": str(int(time.time()))}
        message, secret = signing.callback_message(answer).encode(), CANARIES["Shopify's secret"].encode()
        answer["hmac"] = hmac.new(secret, message, hashlib.sha256).hexdigest()
    return answer


def push(staff, shop):
    """One that is signed, where we can sign, and ones that are refused; each repeats all that its shop knows."""
    known = {name: text for name, text in CANARIES.items() if name.lower().startswith(shop.marketplace)}
    raw = json.dumps({"id": 1, "access_token": known, "metadata": {"topic": "ITEM_SOLD"}, "secrets": known}).encode()
    signed = signing.webhook_signature(raw, CANARIES["Shopify's secret"])
    key = base64.b64encode(json.dumps({"alg": "ecdsa", "kid": "1", "signature": "AA==", "digest": "SHA1"}).encode())
    given = {
        "shopify": [{"X-Shopify-Hmac-Sha256": each, "X-Shopify-Shop-Domain": DOMAIN, "X-Shopify-Webhook-Id": "w1"}
                    for each in (signed, "forged", CANARIES["Shopify's secret"])],
        "ebay": [{"X-EBAY-SIGNATURE": each} for each in (key.decode(), "forged", CANARIES["eBay's verification token"])],
        "etsy": [{"webhook-id": "w1", "webhook-timestamp": str(int(time.time())), "webhook-signature": each}
                 for each in ("v1,forged", CANARIES["Etsy's webhook secret"])],
    }  # fmt: skip
    topic = "/orders/create" if shop.marketplace == "shopify" else ""
    for headers in given[shop.marketplace]:
        yield staff.post(f"/webhooks/{shop.marketplace}{topic}", raw, headers=headers, **JSON)
    yield staff.get(f"/webhooks/{shop.marketplace}", {"challenge_code": "c1"})


def every_answer(staff):
    for slug in SLUGS:
        for path in ("accounts", "status", "listings", "listings/active", "webhooks/logs", "orders", "templates"):
            yield staff.get(f"/api/{slug}/{path}")
    for path in ("jobs", "dashboard/stats", "products", "orders"):
        yield staff.get(f"/api/{path}")


def type_in(staff):
    """A secret that is typed in stays in the form it was typed in, and nowhere else: also where the form is refused."""
    secret = {"api_secret": CANARIES["eBay's secret"], "pasted_token": CANARIES["Shopify's pasted token"]}
    for slug in SLUGS:
        form = {"marketplace": slug, "name": "", "mode": "live", "way_to_connect": "oauth", "api_key": "k", **secret}
        yield staff.post(f"{reverse('admin:marketplaces_marketplaceaccount_add')}?marketplace={slug}", form)
        yield staff.post(f"/api/{slug}/accounts", {"name": "", "api_secret": secret["api_secret"]}, **JSON)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_credential_of_a_shop_shows_however_the_marketplaces_fail(admin_client, parrots, logged):
    admin_client.raise_request_exception = False
    make_product()
    own, said = make_shops(), io.StringIO()
    admin_client.get(reverse("admin:marketplaces_marketplaceaccount_changelist"))
    pages = [*type_in(admin_client)]
    everybody = [*own, *MarketplaceAccount.objects.filter(from_environment=True)]
    assert len(everybody) == len(own) + len(SLUGS)
    for parrots.manner in MANNERS:
        for shop in everybody if parrots.manner == "refuses" else own:
            give_tokens()
            for page in ask(admin_client, shop, said):
                pages.append(page)
                give_tokens()
            Job.objects.filter(state=Job.State.PENDING).update(state=Job.State.DEAD)
        for shop in (own[0], own[2], own[3]):
            give_tokens()
            pages += come_back_from_consent(admin_client, shop)
    parrots.manner = "names_it_in_words"
    for shop in (own[0], own[2], own[3]):
        for page in read_everything(admin_client, shop):
            pages.append(page)
            give_tokens()
    parrots.manner = "serves_a_little"
    give_tokens()
    said.write(f"{give_money_back(own[2])}")
    enqueue("marketplaces.configure_webhooks", {"account_id": own[2].pk}, requested_by="a test")
    give_tokens()
    run_due(5)
    for shop in (own[0], own[2], own[3]):
        give_tokens()
        pages += push(admin_client, shop)
    run_due(10)
    check_health_and_alert()
    for command in ("dumpdata", "doctor"):
        try:
            call_command(command, stdout=said)
        except SystemExit as end:
            said.write(str(end))
    pages += [*every_page(admin_client), *every_answer(admin_client)]

    texts = [(f"page {page.request['PATH_INFO']}", page.content.decode()) for page in pages]
    texts += [("headers", str([page.headers for page in pages])), ("log", logged.getvalue())]
    texts += [("terminal", said.getvalue())]
    texts += [(f"mail {sent.subject}", f"{sent.subject} {sent.body}") for sent in mail.outbox]
    found = shown([*texts, *every_column()], LOOKED_FOR)
    assert found == [], "\n".join(sorted(set(found)))
    heard = {name for name, canary in CANARIES.items() if canary in parrots.heard}
    assert heard >= set(CANARIES) - NOT_SENT, set(CANARIES) - NOT_SENT - heard
    assert set(SLUGS) <= set(ApiCall.objects.exclude(error_class="").values_list("partner", flat=True))
    assert Event.objects.filter(kind="marketplace_account.tested").count() == 2 * (len(MANNERS) * len(own) + len(SLUGS))
    own[2].refresh_from_db()
    assert SIGNING_KEY in own[2].partner_secrets.reveal()
    assert InboundEvent.objects.count() == 1
    assert "Traceback" not in said.getvalue()
    assert [page.request["PATH_INFO"] for page in pages if page.status_code == 500] == []
