"""Shops, listings and orders in foreign hands: nobody reaches another marketplace's rows or writes what is ours."""

import json
import re
import time

import pytest
from django.conf import settings

from core.models import Job
from marketplaces.models import MarketplaceAccount
from tests.api_door import Api, make_key
from tests.catalogue_rows import make_product
from tests.security import routes
from tests.security.marketplace_rows import IDS, shop_of

pytestmark = pytest.mark.django_db
SLUGS = ("ebay", "etsy", "shopify")
# Not a row of one marketplace: the id is a category of ours, the mapping for it is looked up by it.
OF_NOBODY = {"category-mappings"}
OURS = {
    "state": "ok",
    "state_reason": "mine now",
    "access_token": "stolen",
    "refresh_token": "stolen",
    "token_version": 99,
    "webhook_path": "a" * 32,
    "webhook_url": "https://evil.example/",
    "partner_secrets": "{}",
    "previous_secret": "old",
    "from_environment": True,
    "credential_mark": "x",
    "scopes": ["everything"],
    "orders_read_until": "2030-01-01T00:00:00Z",
    "remote_id": "somebody",
    "marketplace": "etsy",
    "id": "shop_1",
}


def as_stored():
    """All shops with their secrets as text, so that any change shows."""
    columns = [field.attname for field in MarketplaceAccount._meta.concrete_fields if field.attname != "updated_at"]
    return [
        {name: f"{getattr(value, 'stored', value)}" for name, value in each.items()}
        for each in MarketplaceAccount.objects.order_by("pk").values(*columns)
    ]


@pytest.fixture
def shops():
    make_product()
    return {slug: shop_of(slug) for slug in SLUGS}


def below(slug):
    """Templates of a marketplace's addresses that name a row of it."""
    for template in routes.templates():
        if template.startswith(f"api/{slug}/") and "<" in template:
            place = template.split("/")[2]
            if place in IDS and place not in OF_NOBODY:
                yield place, template


@pytest.mark.parametrize("slug", SLUGS)
def test_a_row_of_another_marketplace_is_told_as_not_there(slug, shops):
    """Its id in the place of one of ours, at every address and with every method."""
    rows, api = routes.make_rows(), Api(make_key("admin"))
    foreign = shops[SLUGS[(SLUGS.index(slug) + 1) % len(SLUGS)]]
    asked, answers = 0, {}
    for place, template in below(slug):
        own, theirs = IDS[place](shops[slug]), IDS[place](foreign)
        path = routes.address(template, rows)
        if own not in path:
            continue
        before, jobs = as_stored(), Job.objects.count()
        for method in ("GET", "POST", *routes.writing_methods(template)):
            answers[f"{method} {template}"] = api.ask(method, path.replace(own, theirs), b"{}").status_code
            asked += 1
        assert (as_stored(), Job.objects.count()) == (before, jobs), template

    # 405: no such method there. 400 and 422: the body, which names nothing, is looked at before the row.
    refusals = {"GET": (404, 405)}
    odd = {
        door: code
        for door, code in answers.items()
        if code not in refusals.get(door.partition(" ")[0], (404, 405, 400, 422))
    }
    assert odd == {}
    assert asked > 10


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_hub_writes_itself_cannot_be_written_into_a_shop(slug, shops):
    api = Api(make_key("admin"))
    before = as_stored()

    for name, value in OURS.items():
        answer = api.ask(
            "PUT", f"/api/{slug}/accounts/{IDS['accounts'](shops[slug])}", json.dumps({name: value}).encode()
        )
        assert answer.status_code in {400, 405}, name

    assert as_stored() == before


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
HOSTILE = {
    "deep": DEEP,
    "long": b'{"a": "' + b"x" * 1_500_000 + b'"}',
    "NaN": b'{"page_size": NaN, "amount": 1e400}',
    "halves of letters": b'{"name": "\\ud800", "q": "\\u0000"}',
}


@pytest.mark.slow
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_address_of_the_api_falls_over_a_hostile_body(body, settings):
    settings.API_RATE = settings.API_LOGIN_RATE = "1000000/min"
    rows, api, fallen, slow, refused = routes.make_rows(), Api(make_key("admin")), {}, {}, 0
    for template in (each for each in routes.templates() if each.startswith("api/") and "webhooks" not in each):
        path = routes.address(template, rows)
        for method in ("POST", *routes.writing_methods(template)):
            began = time.process_time()
            code = api.ask(method, path, body).status_code
            if time.process_time() - began > 1:
                slow[f"{method} {template}"] = time.process_time() - began
            refused += code in {400, 413}
            if code >= 500 and code not in (502, 503, 504):  # those say that a partner is away
                fallen[f"{method} {template}"] = code

    assert (fallen, slow) == ({}, {})
    assert refused > 50


@pytest.mark.slow
def test_no_list_of_the_api_gives_more_than_a_page_or_looks_into_foreign_fields(settings):
    settings.API_RATE = "1000000/min"
    rows, api, odd = routes.make_rows(), Api(make_key("admin")), {}
    for template in (each for each in routes.templates() if re.match(r"api/(?!token|schema|docs)", each)):
        for query in (
            {"page_size": "1000000000"},
            {"page_size": "9" * 5000},
            {"account__api_secret__startswith": "a", "user__password__startswith": "a"},
            {"ordering": "account__access_token"},
        ):
            answer = api.get(routes.address(template, rows), **query)
            listed = answer.json().get("results", []) if _is_listing(answer) else []
            if (answer.status_code >= 500 and answer.status_code not in (502, 503, 504)) or len(listed) > 200:
                odd[f"{template} {query}"[:120]] = answer.status_code
    assert odd == {}


def _is_listing(answer):
    return answer.status_code == 200 and "json" in answer.headers["Content-Type"] and isinstance(answer.json(), dict)


def test_every_marketplace_is_asked_here():
    assert tuple(sorted(settings.MARKETPLACES)) == SLUGS
