"""Selling at eBay over REST, with the look-alike behind it."""

import pytest

from core.jobs import run_due
from core.models import Job
from inventory.models import ProductGroup
from marketplaces.adapters.ebay.listing import revisions
from marketplaces.api.ebay.selling_urls import addresses
from marketplaces.models import CategoryMapping, Listing, MarketplaceAccount, PriceRule
from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_category
from tests.marketplaces.contract.stages.ebay import CATEGORY, PICTURE
from tests.marketplaces.selling.conftest import make_ware

ASPECTS = {"Marque": ["Hub"]}


@pytest.fixture
def api(settings, db):
    settings.CELERY_BROKER_URL = ""
    return Api(make_key("marketplaces"))


@pytest.fixture
def account(stage):
    account = stage.account()
    account.selling_settings = stage.chosen()
    account.location_id = stage.chosen()["location_key"]
    account.state = MarketplaceAccount.State.OK
    account.remote_id = "seller-1"
    account.price_rule = PriceRule.objects.create(name="Europe", rates={"USD": "0.9"})
    account.save()
    return account


@pytest.fixture
def category(account):
    row = make_category(external_id="12")
    CategoryMapping.objects.create(
        marketplace="ebay", site="EBAY_FR", category=row, theirs=CATEGORY, theirs_path="Rangements", attributes=ASPECTS
    )
    return row


def ware(category, title="Jar", **more):
    return make_ware(title, category=category, images=[PICTURE], sku=f"SKU-{title}", **more)


def ask(api, method, path, body=None):
    import json  # noqa: PLC0415 - for this alone

    raw = b"" if body is None else json.dumps(body).encode()
    return api.ask(method, f"/api/ebay/{path}", raw)


def done(api, answer):
    """The job's result, after it was done."""
    assert answer.status_code == 202, answer.content
    run_due(20)
    job = Job.objects.get(pk=int(answer.json()["id"].removeprefix("job_")))
    assert job.state == "done", job.error
    return job.result


def listed(api, product, **more):
    """The listing's public id, published."""
    made = ask(api, "POST", "listings", {"product": f"prd_{product.pk}", **more})
    assert made.status_code == 201, made.content
    done(api, ask(api, "POST", f"listings/{made.json()['id']}/publish"))
    return made.json()["id"]


# Settings, policies, locations


def test_settings_of_a_site_are_read_and_replaced_as_a_whole(api, account, stage):
    shown = ask(api, "GET", "settings/EBAY_FR").json()
    assert (shown["location_key"], shown["price_rule"]) == ("warehouse-1", "Europe")
    put = ask(api, "PUT", "settings/EBAY_FR", {"return_policy_id": "6100000003", "language": "fr-BE"})
    assert (put.json()["return_policy_id"], put.json()["location_key"]) == ("6100000003", "")
    account.refresh_from_db()
    assert (account.selling_settings, account.language) == ({"return_policy_id": "6100000003"}, "fr-BE")
    assert ask(api, "GET", "settings/EBAY_PL").status_code == 404


@pytest.mark.parametrize("body", [{"return_policy_id": "a b"}, {"nothing": 1}, {"language": "french"}])
def test_settings_of_the_wrong_form_are_refused(api, account, body):
    assert ask(api, "PUT", "settings/EBAY_FR", body).status_code == 400


def test_a_shipping_policy_is_made_read_replaced_and_deleted(api, account, simulator):
    service = {"code": "FR_ColiPoste", "carrier": "Colissimo", "cost": {"amount": "4.50", "currency": "EUR"}}
    body = {"name": "Two days", "handling_days": 2, "services": [service]}
    made = done(api, ask(api, "POST", "policies/fulfillment", body))
    assert (made["handling_days"], made["services"][0]["cost"]) == (2, {"amount": "4.50", "currency": "EUR"})
    path = f"policies/fulfillment/{made['id']}"
    assert ask(api, "GET", path).json() == made
    assert done(api, ask(api, "PUT", path, body | {"handling_days": 3}))["handling_days"] == 3
    listed_now = ask(api, "GET", "policies/fulfillment").json()["policies"]
    assert made["id"] in {each["id"] for each in listed_now}
    assert done(api, ask(api, "DELETE", path)) == {"id": made["id"], "is_deleted": True}
    assert ask(api, "GET", path).status_code in {404, 422}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("payment", {"name": "At once", "is_immediate": True}),
        ("return", {"name": "60 days", "days": 60, "paid_by": "seller"}),
    ],
)
def test_the_other_kinds_of_policies(api, account, kind, body):
    made = done(api, ask(api, "POST", f"policies/{kind}", body))
    assert {name: made[name] for name in body} == body
    assert ask(api, "GET", f"policies/{kind}/{made['id']}").json()["name"] == body["name"]
    assert done(api, ask(api, "PUT", f"policies/{kind}/{made['id']}", body))["id"] == made["id"]


def test_a_shipping_policy_without_a_service_is_refused(api, account):
    assert ask(api, "POST", "policies/fulfillment", {"name": "a", "services": []}).status_code == 400


def test_policies_are_read_again(api, account, simulator):
    simulator.seller.policies["payment"].clear()
    told = done(api, ask(api, "POST", "policies/sync"))
    assert (len(told["fulfillment"]), told["payment"], told["gone"]) == (1, [], ["payment_policy_id"])


def test_a_location_is_made_changed_closed_and_opened(api, account):
    body = {"key": "warehouse-2", "name": "Second", "country": "FR", "postal_code": "75001"}
    assert done(api, ask(api, "POST", "locations", body))["is_new"] is True
    assert done(api, ask(api, "PATCH", "locations/warehouse-2", {"name": "Other"}))["name"] == "Other"
    assert done(api, ask(api, "POST", "locations/warehouse-2/disable"))["is_active"] is False
    assert done(api, ask(api, "POST", "locations/warehouse-2/enable"))["is_active"] is True
    assert len(ask(api, "GET", "locations").json()["locations"]) == 2
    assert ask(api, "GET", "locations/warehouse-2").json()["postal_code"] == "75001"
    assert done(api, ask(api, "POST", "locations/sync"))["gone"] == []


def test_a_location_without_a_place_is_refused(api, account):
    assert ask(api, "POST", "locations", {"key": "a", "country": "FR"}).status_code == 422
    assert ask(api, "POST", "locations", {"key": "a", "postal_code": "75001"}).status_code == 400


# Categories


def test_categories_of_a_site(api, account):
    assert {each["category_id"] for each in ask(api, "GET", "taxonomy/EBAY_FR/tree").json()["categories"]} >= {"26395"}
    below = ask(api, "GET", "taxonomy/EBAY_FR/tree?below=26395").json()
    assert [each["name"] for each in below["categories"]] == ["Savons"]
    found = ask(api, "GET", "taxonomy/EBAY_FR/suggestions?q=savon").json()["categories"]
    assert [each["category_id"] for each in found] == ["67391"]
    aspects = ask(api, "GET", f"taxonomy/EBAY_FR/categories/{CATEGORY}/aspects").json()["aspects"]
    assert [each["name"] for each in aspects if each["is_required"]] == ["Marque"]
    conditions = ask(api, "GET", "taxonomy/EBAY_FR/categories/67391/conditions").json()
    assert conditions["conditions"] == ["NEW", "NEW_OTHER"]
    regulations = ask(api, "GET", "taxonomy/EBAY_FR/categories/67391/regulatory").json()
    assert regulations["regulations"][0] == {"name": "manufacturer", "is_required": True}
    assert regulations["pictograms"]


def test_a_site_without_a_shop_is_not_found(api, account):
    assert ask(api, "GET", "taxonomy/EBAY_DE/tree").status_code == 404
    assert ask(api, "GET", f"taxonomy/EBAY_DE/tree?account=shop_{account.pk}").status_code == 404


# Listings


def test_a_listing_from_draft_to_shelf_and_back(api, account, category, simulator):
    product = ware(category)
    public = listed(api, product, title="Storage jar")
    listing = Listing.objects.get()
    assert (listing.state, listing.own_title) == ("active", "Storage jar")
    assert simulator.items["SKU-Jar"].product["title"] == "Storage jar"
    changed = ask(api, "PATCH", f"listings/{public}", {"title": "Glass jar", "aspects": {"Matière": ["Verre"]}})
    assert changed.status_code == 200
    done(api, ask(api, "POST", f"listings/{public}/push-content"))
    assert simulator.items["SKU-Jar"].product["title"] == "Glass jar"
    assert simulator.items["SKU-Jar"].product["aspects"]["Matière"] == ["Verre"]
    first = Listing.objects.get().remote_id
    done(api, ask(api, "POST", f"listings/{public}/withdraw"))
    assert simulator.listings[first].status == "ENDED"
    done(api, ask(api, "POST", f"listings/{public}/relist"))
    assert Listing.objects.get().remote_id != first
    done(api, ask(api, "DELETE", f"listings/{public}"))
    assert Listing.objects.get().state == "ended"
    assert ask(api, "GET", f"listings/{public}").json()["state"] == "ended"


def test_what_stops_a_product_is_said_without_a_call(api, account, category, simulator):
    product = make_ware("Bare", category=category, images=[], sku="SKU BARE")
    told = ask(api, "POST", "listings/validate", {"product": f"prd_{product.pk}"}).json()
    assert told["is_ready"] is False
    assert {"sku_form", "no_picture"} <= {each["code"] for each in told["problems"]}
    assert all(each["words"] != each["code"] for each in told["problems"])
    assert simulator.calls() == []


def test_products_are_looked_at_as_at_every_marketplace(api, account, category):
    good, bare = ware(category), make_ware("Bare", category=category, images=[], sku="SKU BARE")
    told = ask(api, "POST", "listings/validate", {"products": [f"prd_{good.pk}", f"prd_{bare.pk}"]}).json()
    assert (told["ready"], [row["is_ready"] for row in told["results"]]) == (1, [True, False])
    assert set(told) == {"ready", "results"}
    both = ask(api, "POST", "listings/validate", {"products": [f"prd_{good.pk}"], "product": f"prd_{good.pk}"})
    assert [refused.status_code for refused in (both, ask(api, "POST", "listings/validate", {}))] == [422, 422]


def test_only_an_ended_listing_is_published_anew(api, account, category):
    public = listed(api, ware(category))
    refused = ask(api, "POST", f"listings/{public}/relist")
    assert (refused.status_code, code_of(refused)) == (409, "wrong_state")


def test_several_are_published_as_one_job(api, account, category, simulator):
    drafts = [
        ask(api, "POST", "listings", {"product": f"prd_{ware(category, title).pk}"}).json()["id"]
        for title in ("One", "Two")
    ]
    rows = done(api, ask(api, "POST", "listings/bulk-publish", {"listings": drafts}))["rows"]
    assert [row["state"] for row in rows] == ["active", "active"]
    too_many = [f"lst_{number}" for number in range(1, 27)]
    assert ask(api, "POST", "listings/bulk-publish", {"listings": too_many}).status_code == 400


def test_prices_and_stock_are_pushed_in_one_call(api, account, category, simulator, stage):
    for title in ("One", "Two", "Three"):
        listed(api, ware(category, title))
    before = simulator.counts()["bulkUpdatePriceQuantity"]
    for number in simulator.seller.items.values():
        number.set_quantity(1)
    Listing.objects.get(title="One").variants.update(pushed_quantity=1)
    answer = ask(api, "POST", "listings/push-price-stock", {})
    assert (answer.status_code, answer.json()) == (202, {"listings": 3})
    run_due(20)
    assert simulator.counts()["bulkUpdatePriceQuantity"] == before + 1
    assert stage.stock("SKU-One") == 10


def test_a_listing_whose_changes_of_the_day_are_used_up_waits_and_is_not_refused(
    api, account, category, simulator, monkeypatch
):
    listed(api, ware(category))
    monkeypatch.setattr(revisions, "A_DAY", revisions.KEPT_FREE + 1)
    for _time in range(5):
        Listing.objects.get().variants.update(pushed_quantity=1)
        ask(api, "POST", "listings/push-price-stock", {})
        run_due(20)
    listing = Listing.objects.get()
    assert (listing.state, listing.failures, listing.reason) == ("active", 0, "")
    assert listing.push_after is not None
    assert simulator.counts()["bulkUpdatePriceQuantity"] == 1


def test_fees_are_told_of_what_stands_there(api, account, category):
    public = listed(api, ware(category))
    fees = ask(api, "POST", "listings/fees", {"listings": [public]}).json()["fees"]
    assert fees[0]["amount"]["currency"] == "EUR"


def test_what_stands_there_is_taken_over_by_sku(api, account, stage, category, simulator):
    mine = ware(category, "Mine")
    stage._put_on_sale("SKU-Mine", "Mine", "5.00", 4)
    told = done(api, ask(api, "POST", "listings/import", {}))
    assert (told["adopted"], told["known"]) == (1, 0)
    assert {tuple(each["skus"]) for each in told["unmatched"]} == {("BS-200",), ("LED-1",)}
    listing = Listing.objects.get()
    assert (listing.product, listing.state) == (mine, "active")
    assert listing.variants.get().seen_quantity is not None
    assert done(api, ask(api, "POST", "listings/import", {}))["known"] == 1


def test_a_listing_is_tied_to_a_product_by_hand(api, account, stage, category, simulator):
    product = ware(category, "Other")
    number = simulator.seller.offers_of("LED-1")[0].listing
    told = done(api, ask(api, "POST", f"listings/{number}/link", {"product": f"prd_{product.pk}"}))
    assert Listing.objects.get(pk=told["listing"]).remote_id == number
    again = ask(api, "POST", f"listings/{number}/link", {"product": f"prd_{product.pk}"})
    assert (again.status_code, code_of(again)) == (409, "listed_already")


def test_listings_of_ebay_s_own_pages_are_migrated(api, account, simulator):
    told = done(api, ask(api, "POST", "listings/migrate", {"listing_ids": ["110500009999"]}))
    assert [(each["is_taken"], each["code"]) for each in told["listings"]] == [(False, "25718")]


# Groups and pictures


def test_a_group_is_read_changed_withdrawn_and_published(api, account, category, simulator):
    group = ProductGroup.objects.create(title="Tee", option_names=["Taille"])
    for size in ("S", "M"):
        ware(category, f"Tee-{size}", group=group, options={"Taille": size})
    listed(api, group.products.first())
    key = Listing.objects.get().handle
    shown = ask(api, "GET", f"groups/{key}").json()
    assert (shown["title"], shown["varies_by"]) == ("Tee", [{"name": "Taille", "values": ["S", "M"]}])
    assert done(api, ask(api, "PUT", f"groups/{key}", {"title": "Tee, cotton"}))["title"] == "Tee, cotton"
    assert done(api, ask(api, "POST", f"groups/{key}/withdraw"))["was_live"] is True
    assert done(api, ask(api, "POST", f"groups/{key}/withdraw"))["was_live"] is False
    assert done(api, ask(api, "POST", f"groups/{key}/publish"))["listing_id"]
    assert ask(api, "GET", "groups/no-such-group").status_code == 404


def test_a_picture_is_stored(api, account):
    assert done(api, ask(api, "POST", "images", {"url": PICTURE}))["url"]
    assert ask(api, "POST", "images", {"url": "http://cdn.example.com/1.jpg"}).status_code == 400


def test_each_write_asks_for_the_right(settings, db, account):
    reader = Api(make_key("read"))
    for pattern in addresses("ebay"):
        view = pattern.callback.view_class
        for method in view.access:
            if method == "GET":
                continue
            path = str(pattern.pattern).replace("<str:site>", "EBAY_FR").replace("<str:id>", "lst_1")
            path = path.replace("<str:policy_id>", "1").replace("<str:key>", "a").replace("<str:remote_id>", "1")
            answer = reader.ask(method, f"/api/{path}", b"{}")
            assert answer.status_code == 403 or path.endswith(("validate", "fees")), f"{method} {path}"
