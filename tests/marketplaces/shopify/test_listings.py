"""Listings: what is sent for a draft, and what stands there."""

from decimal import Decimal

import pytest

from core.errors import NotFound, OutcomeUnknown, Rejected
from core.money import Money
from marketplaces.interface import (
    ListingDraft,
    ListingReading,
    PublishedListing,
    PublishedVariant,
    VariantDraft,
    VariantReading,
)
from tests.marketplaces.shopify.conftest import not_done, page, refused


def euros(amount):
    return Money(Decimal(amount), "EUR")


def small(**more):
    given = {"key": "11", "sku": "BS-200", "price": euros("4.9"), "quantity": 12, "options": (("Size", "200 g"),)}
    return VariantDraft(**given | more)


def large(**more):
    given = {"key": "12", "sku": "BS-500", "price": euros("9.90"), "quantity": 3, "options": (("Size", "500 g"),)}
    return VariantDraft(**given | more)


def draft(*variants, **more):
    given = {
        "handle": "black-soap",
        "title": "Black soap",
        "variants": variants or (small(), large()),
        "option_names": ("Size",),
        "location_id": "1",
        "publication_ids": ("9",),
    }
    return ListingDraft(**given | more)


def made(number=901):
    product = {
        "id": f"gid://shopify/Product/{number}",
        "handle": "black-soap",
        "status": "ACTIVE",
        "onlineStoreUrl": None,
    }
    return {"productSet": {"product": product, "userErrors": []}}


def node(variant, item, options, sku="", kept=True):
    return {
        "id": f"gid://shopify/ProductVariant/{variant}",
        "sku": sku,
        "selectedOptions": [{"name": name, "value": value} for name, value in options],
        "inventoryItem": {
            "id": f"gid://shopify/InventoryItem/{item}",
            "inventoryLevel": {"id": "gid://shopify/InventoryLevel/1", "isActive": True} if kept else None,
        },
    }


def variants(*nodes, after=""):
    return {"product": {"id": "gid://shopify/Product/901", "variants": page(*nodes, after=after)}}


BOTH = variants(
    node(472, 492, [("Size", "500 g")], "BS-500"), node(471, 491, [("Size", "200 g")], "BS-200")
)  # in another order than they were sent
STOCKED = {"inventorySetQuantities": {"inventoryAdjustmentGroup": {"id": "gid://shopify/G/1"}, "userErrors": []}}
KEPT = {"inventoryActivate": {"inventoryLevel": {"id": "gid://shopify/L/1", "isActive": True}, "userErrors": []}}
SHOWN = {"publishablePublish": {"publishable": {"resourcePublicationsCount": {"count": 1}}, "userErrors": []}}


def test_a_listing_is_set_whole_stocked_and_shown(wire, shop):
    wire.says(made(), BOTH, STOCKED, SHOWN)
    assert shop.publish(draft()) == PublishedListing(
        "901",
        "black-soap",
        (PublishedVariant("11", "471", "491", "BS-200"), PublishedVariant("12", "472", "492", "BS-500")),
        is_visible=True,
    )
    assert wire.calls == ["ProductSet", "PublishedVariants", "InventorySetQuantities", "PublishablePublish"]


FULL = draft(
    small(compare_at=euros("6"), cost=euros("1.1"), weight_g=Decimal(200), image_url="https://img.example.com/1.jpg"),
    large(quantity=None, cost=Money(Decimal(1), "USD")),
    description_html="<p>Soft</p>",
    vendor="Hub",
    product_type="Soap",
    tags=("hub",),
    images=("https://img.example.com/0.jpg",),
)
PICTURE = {"originalSource": "https://img.example.com/1.jpg", "contentType": "IMAGE", "alt": "Black soap"}


def test_lists_are_sent_whole(wire, shop):
    """Pitfall 32."""
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(FULL)
    sent = wire.variables(0)
    forms = sent["input"].pop("variants")
    assert len(forms) == 2
    assert sent == {
        "identifier": {"handle": "black-soap"},
        "input": {
            "title": "Black soap",
            "handle": "black-soap",
            "descriptionHtml": "<p>Soft</p>",
            "vendor": "Hub",
            "productType": "Soap",
            "tags": ["hub"],
            "status": "ACTIVE",
            "productOptions": [{"name": "Size", "position": 1, "values": [{"name": "200 g"}, {"name": "500 g"}]}],
            "files": [PICTURE | {"originalSource": "https://img.example.com/0.jpg"}, PICTURE],
        },
    }


def test_each_form_has_its_price_at_once(wire, shop):
    """Pitfall 23; a cost in another currency than the shop's is not sent."""
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(FULL)
    assert wire.variables(0)["input"]["variants"] == [
        {
            "optionValues": [{"optionName": "Size", "name": "200 g"}],
            "position": 1,
            "price": "4.90",
            "compareAtPrice": "6.00",
            "sku": "BS-200",
            "inventoryPolicy": "DENY",
            "inventoryItem": {
                "tracked": True,
                "requiresShipping": True,
                "cost": "1.10",
                "measurement": {"weight": {"unit": "GRAMS", "value": 200.0}},
            },
            "file": PICTURE,
        },
        {
            "optionValues": [{"optionName": "Size", "name": "500 g"}],
            "position": 2,
            "price": "9.90",
            "compareAtPrice": None,
            "sku": "BS-500",
            "inventoryPolicy": "DENY",
            "inventoryItem": {"tracked": False, "requiresShipping": True},
        },
    ]


def test_a_form_that_is_not_counted_has_no_figure(wire, shop):
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(FULL)
    assert wire.variables(2)["input"]["quantities"] == [
        {
            "inventoryItemId": "gid://shopify/InventoryItem/491",
            "locationId": "gid://shopify/Location/1",
            "quantity": 12,
            "changeFromQuantity": None,
        }
    ]


def test_a_listing_is_shown_where_the_draft_says(wire, shop):
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(draft(publication_ids=("9", "10")))
    assert wire.variables(3) == {
        "id": "gid://shopify/Product/901",
        "input": [
            {"publicationId": "gid://shopify/Publication/9"},
            {"publicationId": "gid://shopify/Publication/10"},
        ],
    }


def test_a_listing_that_is_known_is_named_by_its_id_alone(wire, shop):
    """Named twice is refused: ID_NOT_ALLOWED."""
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(draft(small(remote_variant_id="471"), large(), remote_id="901"))
    sent = wire.variables(0)
    assert sent["identifier"] == {"id": "gid://shopify/Product/901"}
    assert "id" not in sent["input"]
    assert [each.get("id") for each in sent["input"]["variants"]] == ["gid://shopify/ProductVariant/471", None]


def test_a_form_that_was_there_keeps_the_stock_that_stands_there(wire, shop):
    """Buyers may have bought some of it since: only a comparison may change it."""
    wire.says(made(), BOTH, STOCKED, SHOWN)
    shop.publish(draft(small(remote_variant_id="471"), large(), remote_id="901"))
    rows = wire.variables(2)["input"]["quantities"]
    assert [row["inventoryItemId"] for row in rows] == ["gid://shopify/InventoryItem/492"]


def test_a_listing_with_one_form_has_shopifys_own_option(wire, shop):
    wire.says(made(), variants(node(471, 491, [("Title", "Default Title")])), STOCKED, SHOWN)
    got = shop.publish(draft(small(options=()), option_names=()))
    sent = wire.variables(0)["input"]
    assert sent["productOptions"] == [{"name": "Title", "position": 1, "values": [{"name": "Default Title"}]}]
    assert sent["variants"][0]["optionValues"] == [{"optionName": "Title", "name": "Default Title"}]
    assert got.variants == (PublishedVariant("11", "471", "491", "BS-200"),)


def test_goods_that_the_location_does_not_keep_yet_begin_to_be_kept(wire, shop):
    new = variants(node(471, 491, [("Size", "200 g")], kept=False), node(472, 492, [("Size", "500 g")]))
    wire.says(made(), new, KEPT, STOCKED, SHOWN)
    assert shop.publish(draft()).problems == ()
    assert wire.calls[2] == "InventoryActivate"
    assert wire.variables(2)["inventoryItemId"] == "gid://shopify/InventoryItem/491"
    assert wire.variables(2)["available"] == 12
    assert wire.variables(2)["idempotencyKey"]
    assert [row["inventoryItemId"] for row in wire.variables(3)["input"]["quantities"]] == [
        "gid://shopify/InventoryItem/492"
    ]


def test_each_publishing_is_a_new_wish_with_a_new_key(wire, shop):
    wire.says(made(), BOTH, STOCKED, SHOWN, made(), BOTH, STOCKED, SHOWN)
    shop.publish(draft())
    shop.publish(draft())
    keys = {wire.variables(number)["idempotencyKey"] for number in (2, 6)}
    assert len(keys) == 2


def test_variants_beyond_the_first_page_are_read_on(wire, shop):
    first = variants(node(471, 491, [("Size", "200 g")]), after="v-1")
    wire.says(made(), first, variants(node(472, 492, [("Size", "500 g")])), STOCKED, SHOWN)
    assert [each.variant_id for each in shop.publish(draft()).variants] == ["471", "472"]


def test_a_draft_without_a_location_sets_no_stock(wire, shop):
    wire.says(made(), BOTH, SHOWN)
    shop.publish(draft(location_id=""))
    assert wire.calls == ["ProductSet", "PublishedVariants", "PublishablePublish"]
    assert wire.variables(1)["atLocation"] is False


def test_a_product_that_is_shown_nowhere_says_so(wire, shop):
    """Pitfall 24."""
    wire.says(made(), BOTH, STOCKED, not_done("publishablePublish", "Publication does not exist", publishable=None))
    got = shop.publish(draft())
    assert (got.remote_id, got.is_visible, got.problems) == ("901", False, ("Publication does not exist",))


def test_without_the_right_to_publish_the_product_is_there_all_the_same(wire, shop):
    wire.says(
        made(), BOTH, STOCKED, refused("ACCESS_DENIED", data={"publishablePublish": None}, path=["publishablePublish"])
    )
    got = shop.publish(draft())
    assert got.is_visible is False
    assert "lacks a right" in got.problems[0]


def test_a_draft_that_is_not_active_is_not_visible(wire, shop):
    wire.says(made(), BOTH, STOCKED, SHOWN)
    assert shop.publish(draft(is_active=False)).is_visible is False
    assert wire.variables(0)["input"]["status"] == "DRAFT"


def test_a_product_that_was_refused_is_said_in_shopifys_words(wire, shop):
    wire.says(not_done("productSet", "Handle is taken", "HANDLE_NOT_UNIQUE", field=["input", "handle"], product=None))
    with pytest.raises(Rejected) as raised:
        shop.publish(draft())
    assert (raised.value.message, raised.value.code) == ("Handle is taken", "HANDLE_NOT_UNIQUE")


def test_a_product_that_is_gone_is_not_found(wire, shop):
    wire.says(not_done("productSet", "Product does not exist", "PRODUCT_DOES_NOT_EXIST", product=None))
    with pytest.raises(NotFound):
        shop.publish(draft(remote_id="901"))


def test_a_lost_answer_is_not_repeated_here(wire, shop, naps):
    wire.says(lambda connection: False)
    with pytest.raises(OutcomeUnknown):
        shop.publish(draft())
    assert wire.calls == ["ProductSet"]


@pytest.mark.parametrize("count", [0, 251])
def test_too_many_forms_are_refused_before_anything_is_sent(wire, shop, count):
    wire.says(made())
    forms = tuple(small(key=str(number), options=(("Size", str(number)),)) for number in range(count))
    with pytest.raises(Rejected) as raised:
        shop.publish(ListingDraft("black-soap", "Black soap", forms))
    assert (raised.value.code, wire.calls) == ("form", [])


def product(**more):
    return {
        "product": {
            "id": "gid://shopify/Product/901",
            "handle": "black-soap",
            "title": "Black soap",
            "status": "ACTIVE",
            "onlineStoreUrl": "https://hub-test.myshopify.com/products/black-soap",
            "resourcePublicationsCount": {"count": 1},
            "variants": page(reading_node()),
        }
        | more
    }


def reading_node(tracked=True, level=None):
    item = {"id": "gid://shopify/InventoryItem/491", "tracked": tracked}
    return {
        "id": "gid://shopify/ProductVariant/471",
        "sku": "BS-200",
        "price": "4.90",
        "inventoryQuantity": 40,
        "inventoryItem": item | ({"inventoryLevel": level} if level else {}),
    }


def test_a_listing_as_it_stands(wire, shop):
    wire.says(product())
    assert shop.read_listing("901") == ListingReading(
        "901",
        "black-soap",
        "Black soap",
        "active",
        (VariantReading("471", "491", "BS-200", euros("4.90"), 40),),
        "https://hub-test.myshopify.com/products/black-soap",
        True,
    )


def test_stock_is_that_of_the_accounts_location(wire, make_account, open_shop):
    level = {"id": "gid://shopify/InventoryLevel/1", "quantities": [{"name": "available", "quantity": 7}]}
    wire.says(product(variants=page(reading_node(level=level))))
    got = open_shop(make_account(location_id="1")).read_listing("901")
    assert got.variants[0].quantity == 7
    assert (wire.variables()["locationId"], wire.variables()["atLocation"]) == ("gid://shopify/Location/1", True)


def test_stock_that_is_not_counted_has_no_figure(wire, shop):
    wire.says(product(variants=page(reading_node(tracked=False))))
    assert shop.read_listing("901").variants[0].quantity is None


@pytest.mark.parametrize(
    ("fields", "status", "visible"),
    [
        ({"status": "DRAFT"}, "draft", False),
        ({"status": "ARCHIVED"}, "archived", False),
        ({"status": "UNLISTED"}, "", False),
        ({"resourcePublicationsCount": {"count": 0}}, "active", False),
        ({"resourcePublicationsCount": None}, "active", None),
    ],
)
def test_whether_buyers_see_it(wire, shop, fields, status, visible):
    wire.says(product(**fields))
    got = shop.read_listing("901")
    assert (got.status, got.is_visible) == (status, visible)


def test_a_listing_that_is_gone_is_not_found(wire, shop):
    wire.says({"product": None})
    with pytest.raises(NotFound):
        shop.read_listing("901")


def test_an_ended_listing_is_archived(wire, shop):
    wire.says(
        {"productUpdate": {"product": {"id": "gid://shopify/Product/901", "status": "ARCHIVED"}, "userErrors": []}}
    )
    shop.end_listing("901")
    assert wire.variables() == {"product": {"id": "gid://shopify/Product/901", "status": "ARCHIVED"}}


def test_one_that_is_gone_has_ended(wire, shop):
    wire.says(not_done("productUpdate", "Product does not exist", product=None), {"product": None})
    shop.end_listing("901")
    assert len(wire.calls) == 2  # it was looked for before it was called ended


def test_one_that_is_there_and_cannot_be_ended_says_why(wire, shop):
    wire.says(not_done("productUpdate", "Not now", product=None), product())
    with pytest.raises(Rejected) as raised:
        shop.end_listing("901")
    assert raised.value.message == "Not now"
