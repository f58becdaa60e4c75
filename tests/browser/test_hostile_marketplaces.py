"""Marketplaces whose words try to run script in the operators' browser: nothing opens, nothing is fetched.

The desks read what the look-alikes say now. What the hub has kept of a marketplace's words (titles, categories, refusals,
differences, disputes) is written down as it would have been kept.
"""

import dataclasses
import json
from decimal import Decimal

import pytest

from marketplaces.adapters.ebay.simulator.books.goods import Item
from marketplaces.adapters.etsy.simulator.books.receipts import Review
from marketplaces.adapters.etsy.simulator.books.shipping import Carriage, Destination, Section, Upgrade
from marketplaces.adapters.etsy.simulator.tokens import TokenRefusal
from marketplaces.admin.desks.desk import tabs_of
from tests.browser.conftest import command
from tests.browser.test_hostile_catalogue import VECTORS
from tests.browser.test_operators_day import shot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

ADMIN = "/admin/marketplaces"
SITE = "EBAY_US"
# What a tab reads only when it is asked for.
QUERIES = {
    "inventory": "?cursor=",
    "traffic": "?by=listing&days=30",
    "service": "?kind=not_received&cycle=current",
    "ledger": "?since={today}&until={today}",
}
KEPT = """
import json, os
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from core.models import Job
from inventory.models import Category, Product
from marketplaces.interface import AttributeNeed, CategoryNeeds
from marketplaces.models import (
    CategoryMapping, Listing, ListingVariant, MarketplaceAccount, PublishPlan, RemoteCategoryNeeds,
)
from orders.models import PaymentDispute

given = json.loads(os.environ["GIVEN"])
vectors, now = given["vectors"], timezone.now()

def shop(slug, **more):
    word = vectors[0]
    return MarketplaceAccount.objects.create(
        marketplace=slug, name=f"Shop at {slug}", way_to_connect="oauth", mode="simulated", state="ok", currency="USD",
        access_expires_at=now + timedelta(hours=1), refresh_expires_at=now + timedelta(days=80), country="US",
        selling_choices=[
            {"name": name, "is_required": True, "choices": [[f"{n}{each}", each] for n, each in enumerate(vectors)]}
            for name in ("return_policy_id", word)
        ],
        readiness=[{"code": each, "is_met": False, "is_required": True, "values": {}} for each in vectors],
        readiness_checked_at=now, missing_scopes=vectors[:6], lost_abilities=vectors[6:12], scopes=vectors[:2],
        places={"locations": [{"id": each, "name": each, "is_active": True} for each in vectors], "publications": []},
        **more,
    )

shops = [shop(slug, **given["shops"][slug]) for slug in ("ebay", "etsy")]
states = ["active", "error", "draft"]
products, listings = [], []
for n, vector in enumerate(vectors):
    category = Category.objects.create(name=f"Shelf {n}", slug=f"shelf-{n}")
    product = Product.objects.create(
        title=f"Jar {n}", sku=f"JAR-{n}", price=Decimal(24), currency="USD", stock=Decimal(4), category=category
    )
    products.append(product)
    for account in shops:
        site, theirs = ("EBAY_US", f"{n}") if account.marketplace == "ebay" else ("", f"{n}")
        CategoryMapping.objects.create(
            marketplace=account.marketplace, site=site, category=category, theirs=theirs, theirs_path=vector,
            state=["mapped", "mapped", "suggested", "retired"][n % 4], score=90, attributes={vector: [vector]},
        )
        needs = CategoryNeeds(
            theirs, (AttributeNeed(vector, vector, is_required=True, values=(vector,), longest=65),),
            conditions=(vector,), regulations=(vector,), required_regulations=(vector,),
        )
        RemoteCategoryNeeds.objects.create(
            marketplace=account.marketplace, site=site, category_id=theirs, needs=needs.written(), read_at=now
        )
        # A marketplace's word for where the listing is seen leads nowhere but to the web.
        made = Listing.objects.create(
            account=account, product=product, state=states[n % 3], handle=f"jar-{n}", title=vector,
            reason="refused" if n % 2 else vector[:60], reason_values={"words": vector}, remote_id=vector[:120],
            url=f"javascript:alert({n})" if n % 2 else vector, category_id=theirs, attributes={vector: [vector]},
            settings={vector: vector}, read_back_at=now, pushed_version=1,
            drift=[{"product": product.pk, "field": field, "ours": vector, "theirs": vector}
                   for field in ("title", "price", vector)],
        )
        ListingVariant.objects.create(
            listing=made, product=product, sku=vector[:120], remote_variant_id=vector[:120], pushed_price=Decimal(24)
        )
        listings.append(made)
    PaymentDispute.objects.create(
        account=shops[0], remote_id=vector, remote_order_id=vector, state="action_needed", outcome=vector[:60],
        details={"note": vector, vector: [vector]}, amount=Decimal(5), currency="USD", opened_at=now, answer_by=now,
    )
jobs = [
    Job.objects.create(
        kind="marketplaces.perform", run_at=now, state="dead", error=vector, result={"answer": vector},
        payload={"account_id": account.pk, "operation": vector, "values": {vector: vector}},
    )
    for account in shops
    for vector in vectors[:3]
]
plan = PublishPlan.objects.create(
    created_by="operator", product_ids=[one.pk for one in products], account_ids=[one.pk for one in shops], page=5
)
print(json.dumps({
    "shops": [one.pk for one in shops], "listings": [one.pk for one in listings], "jobs": [one.pk for one in jobs],
    "products": [one.pk for one in products], "plan": plan.pk, "today": f"{now:%Y-%m-%d}",
}))
"""


def keep(house):
    """Shops at both, with what was kept of their words. Gives the rows' numbers."""
    ebay, etsy = house.ebay.grant(), house.etsy.connect()
    shops = {
        "ebay": {
            "api_key": house.ebay.tokens.client_id, "api_secret": house.ebay.tokens.secret, "site": SITE,
            "redirect_name": house.ebay.tokens.runame,
            "access_token": ebay["access_token"], "refresh_token": ebay["refresh_token"],
        },
        "etsy": {
            "api_key": house.etsy.tokens.keystring, "api_secret": house.etsy.tokens.secret,
            "access_token": etsy["access_token"], "refresh_token": etsy["refresh_token"],
            "remote_id": str(house.etsy.shop.shop_id),
        },
    }  # fmt: skip
    given = {"GIVEN": json.dumps({"vectors": VECTORS, "shops": shops})}
    return json.loads(command(house.environment | given, "shell", "-v", "0", "-c", KEPT).strip().splitlines()[-1])


def poison_ebay(seller):
    """Every name in the account over there."""
    [policies] = [of for kind, of in seller.policies.items() if kind == "return"]
    for kind, of in seller.policies.items():
        for body in of.values():
            body["name"] = f"{kind} {VECTORS[0]}"
    shape = next(body for body in policies.values() if body["marketplaceId"] == SITE)
    place = next(iter(seller.locations.values()))
    for number, vector in enumerate(VECTORS):
        policies[f"{number}"] = shape | {"returnPolicyId": f"{number}", "name": vector}
        address = place["location"]["address"] | {"city": vector, "postalCode": vector}
        seller.locations[f"w-{number}"] = place | {
            "merchantLocationKey": f"w-{number}", "name": vector, "location": {"address": address},
        }  # fmt: skip
        product = {"title": vector, "description": vector, "aspects": {vector: [vector]}, "imageUrls": []}
        body = {"availability": {"shipToLocationAvailability": {"quantity": 1}}, "condition": "NEW", "product": product}
        seller.items[f"X{number}"] = Item(f"X{number}", "en_US", body, seller.clock.now())
        seller.campaigns[f"{number}"] = {
            "campaignId": f"{number}", "campaignName": vector, "campaignStatus": "RUNNING", "marketplaceId": SITE,
            "fundingStrategy": {"fundingModel": vector, "bidPercentage": "5.0", "adRateStrategy": "FIXED"},
            "startDate": "2026-11-01T00:00:00.000Z", "alerts": [],
        }  # fmt: skip
        seller.promotions[f"{number}@0"] = {
            "promotionId": f"{number}@0", "name": vector, "description": vector, "marketplaceId": SITE,
            "promotionType": "ORDER_DISCOUNT", "promotionStatus": "RUNNING", "startDate": "2026-11-01T00:00:00.000Z",
            "endDate": "2026-12-24T00:00:00.000Z", "discountRules": [],
            "inventoryCriterion": {"inventoryCriterionType": "INVENTORY_BY_VALUE", "listingIds": [vector]},
        }  # fmt: skip
        seller.destinations[f"d-{number}"] = {
            "destinationId": f"d-{number}", "name": vector, "status": "ENABLED", "deliveryConfig": {"endpoint": vector},
        }  # fmt: skip
        seller.subscriptions[f"s-{number}"] = {
            "subscriptionId": f"s-{number}", "topicId": vector, "destinationId": f"d-{number}", "status": "ENABLED",
        }  # fmt: skip
    seller.alert_email = VECTORS[2]


def poison_etsy(shop):
    books = shop.books
    books.facts.update(dict.fromkeys(("title", "announcement", "sale_message"), "".join(VECTORS)))
    profile = next(iter(books.shipping_profiles.values()))
    for number, vector in enumerate(VECTORS, 1):
        books.sections[number] = Section(number, vector, number)
        cost = Decimal(1), Decimal(1)
        going = Destination(number, "FR", "none", *cost, Carriage(1, vector))
        upgrade = Upgrade(number, 0, vector, *cost, Carriage(None, None, 1, 2))
        books.shipping_profiles[number] = dataclasses.replace(
            profile, profile_id=number, title=vector, postal_code=vector, destinations=[going], upgrades=[upgrade]
        )
        books.reviews.append(Review(number, number, 1, 5, vector, shop.now()))
        shop.enter(Decimal(1), vector, vector, "shop", vector)


LED_AWAY = """() => [...document.querySelectorAll("[href], [src], [action]")].filter(
    element => ["href", "src", "action"].some(name => {
        const given = element.getAttribute(name);
        if (given === null) return false;
        const led = new URL(given, location.href);
        return led.protocol === "javascript:" || led.hostname === "evil.invalid";
    })
).map(element => element.outerHTML)"""


def look(page, address):
    """What stands there is shown as text: no link of it leads anywhere but to the web."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.locator("h1:has-text('Server Error')").count() == 0, address
    assert page.evaluate(LED_AWAY) == [], address
    return page.content()


def visit_desks(page, house, kept):
    """Each tab, and the page before each act of its first row."""
    for shop, slug in zip(kept["shops"], ("ebay", "etsy"), strict=True):
        for tab in tabs_of(slug):
            desk = f"{house.url}{ADMIN}/marketplaceaccount/{shop}/desk/{tab.name}/"
            look(page, desk + QUERIES.get(tab.name, "").format(**kept))
            assert page.locator("text=The marketplace's own words").count() == 0, page.inner_text(".console-stack")
            if tab.name in FOREIGN[slug]:
                assert "onerror=alert(1)" in page.inner_text("table.console-table >> nth=0"), tab.name
            rows = page.locator("table.console-table >> nth=0").locator("tbody tr").filter(has=page.locator("a"))
            acts = rows.last.locator("a").all() if rows.count() else []
            for act in [link.get_attribute("href") for link in acts]:
                look(page, f"{house.url}{act}")
        shot(page, f"90-hostile-desk-{slug}")


FOREIGN = {
    "ebay": {"readiness", "policies", "locations", "inventory", "campaigns", "promotions", "notifications"},
    "etsy": {"shop", "sections", "shipping-profiles", "destinations", "reviews", "ledger"},
}


def visit_pages(page, house, kept):
    for shop in kept["shops"]:
        look(page, f"{house.url}{ADMIN}/marketplaceaccount/{shop}/change/")
        look(page, f"{house.url}{ADMIN}/marketplaceaccount/{shop}/history/")
    shot(page, "91-hostile-shop")
    for listing in kept["listings"]:
        look(page, f"{house.url}{ADMIN}/listing/{listing}/change/")
    shot(page, "92-hostile-listing")
    numbers = ",".join(map(str, kept["listings"]))
    lists = ["marketplaceaccount/", "listing/", "listing/issues/", f"listing/attributes/?ids={numbers}"]
    lists += [f"publishplan/{kept['plan']}/page/{number}/" for number in range(1, 6)]
    lists += [f"marketplaceaccount/job/{job}/" for job in kept["jobs"]]
    lists += [f"listing/product/{product}/publish/" for product in kept["products"][:3]]
    places = (f"marketplace=ebay&site={SITE}", "marketplace=etsy&site=")
    tabs = ("all", "suggested", "retired", "mapped")
    lists += [f"categorymapping/board/?{place}&show={tab}" for place in places for tab in tabs]
    lists += ["categorymapping/", "stockalert/"]
    for path in lists:
        look(page, f"{house.url}{ADMIN}/{path}")
        if path.endswith(("/page/3/", "listing/", "show=all")):
            shot(page, f"93-hostile-{path.replace('/', '-').partition('?')[0]}")
    for path in ("", "orders/paymentdispute/", "core/job/", "core/event/", "core/apicall/",
                 f"inventory/product/{kept['products'][2]}/change/"):  # fmt: skip
        look(page, f"{house.url}/admin/{path}")
    for of in ("marketplaces/categorymapping", "orders/paymentdispute"):
        page.goto(f"{house.url}/admin/{of}/")
        rows = "#result_list tbody a[href$='/change/']"
        for address in page.eval_on_selector_all(rows, "links => links.map(link => link.href)")[: len(VECTORS)]:
            look(page, address)


def visit_refusals(page, house, kept):
    """Words of a refusal: on the desk, after a test of the connection, and beside the shop ever after."""
    etsy = kept["shops"][1]
    desk = f"{house.url}{ADMIN}/marketplaceaccount/{etsy}"
    assert "&lt;img src=x onerror=alert(1)&gt;" in look(page, f"{desk}/desk/sections/")
    page.goto(f"{desk}/change/")
    page.click("button:has-text('Test connection')")
    page.wait_for_load_state("networkidle")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.content()
    shot(page, "94-hostile-connection")
    for path in (f"{desk}/change/", f"{house.url}{ADMIN}/marketplaceaccount/", f"{house.url}/admin/"):
        look(page, path)


def come_back_refused(page, house, kept):
    """From the consent page, with words of the address in place of a code. The page is answered with 400."""
    state = page.request.get(f"{house.url}/api/ebay/oauth/connect?account={kept['shops'][0]}", max_redirects=0)
    state = state.headers["location"].partition("state=")[2].partition("&")[0]
    page.goto(
        f"{house.url}/api/ebay/oauth/callback?state={state}&error=no&error_description=%3Cimg src=x onerror=alert(1)%3E"
    )
    page.wait_for_load_state("networkidle")
    assert "<img src=x onerror=alert(1)>" in page.inner_text("body")


def test_hostile_words_of_marketplaces_do_nothing(house, screen, monkeypatch):
    kept = keep(house)
    poison_ebay(house.ebay.seller)
    poison_etsy(house.etsy.shop)
    visit_desks(screen, house, kept)
    visit_pages(screen, house, kept)

    def refuse(_asked):
        raise TokenRefusal("invalid_grant", "".join(VECTORS[:3]))

    house.etsy.tokens.expire()
    monkeypatch.setattr(house.etsy.tokens, "answer", refuse)
    visit_refusals(screen, house, kept)
    screen.watcher.assert_quiet()
    come_back_refused(screen, house, kept)
    assert (screen.watcher.dialogs, screen.watcher.foreign) == ([], [])
