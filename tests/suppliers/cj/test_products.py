"""Products as CJ writes them -> ours."""

from decimal import Decimal

import pytest

from core.errors import BadPayload, NotFound
from core.money import Money
from suppliers.interface import ItemState, SearchQuery
from tests.suppliers.cj.conftest import good, refusal
from tests.suppliers.cj.products import BLUE, PID, RED, area, product, variant


def dollars(text):
    return Money(Decimal(text), "USD")


def test_a_product_with_its_variants(wire, cj):
    wire.says(product())
    item = cj.product(PID, "FR")
    assert wire.calls == ["GET product/query"]
    assert wire.query() == {"pid": PID}
    assert (item.product_id, item.title, item.sku, item.state) == (PID, "Cup", "CJCP100", ItemState.ON_SALE)
    assert item.images == ("https://img.example.test/1.jpg", "https://img.example.test/2.jpg")
    assert item.description_html == "<p>Holds tea.</p><script>x()</script>"
    assert (item.category_id, item.category_name) == ("C-3", "Home / Kitchen / Cups")
    assert item.attributes == (("Material", "Ceramic"), ("Packing", "box"), ("Customs code", "6912002310"))
    red, blue = item.variants
    assert (red.variant_id, red.sku, red.cost) == (RED, "CJCP993AZ", dollars("3.5"))
    assert red.options == (("Color", "Red"), ("Size", "S"))
    assert (red.weight_g, red.size_mm) == (Decimal("210.0"), (Decimal(90), Decimal(80), Decimal("70.5")))
    assert red.stock is None
    assert blue.cost == dollars("4.2")


def test_ids_keep_every_digit_also_as_numbers(wire, cj):
    """Pitfall 22: 9007199254740993 is the first whole number that a float cannot hold."""
    wire.says(product(pid=9007199254740993, variants=[variant(vid=9007199254740993)]))
    item = cj.product(PID)
    assert (item.product_id, item.variants[0].variant_id) == ("9007199254740993", "9007199254740993")


@pytest.mark.parametrize(
    ("key", "names", "options"),
    [
        ("Red-S", "Color-Size", (("Color", "Red"), ("Size", "S"))),
        ("Red-US-8", "Color-Size", (("Color-Size", "Red-US-8"),)),
        ("US-8", "Size", (("Size", "US-8"),)),
        ('["Red","US-8"]', "Color-Size", (("Color", "Red"), ("Size", "US-8"))),
        ('{"Color":"Red"}', "Color", (("Color", "Red"),)),
        ("Red", "", (("Option", "Red"),)),
        (None, "Color", ()),
        ("[broken", "Color", (("Color", "[broken"),)),
    ],
)
def test_options_are_not_split_blindly(wire, cj, key, names, options):
    wire.says(product(productKeyEn=names, variants=[variant(key=key)]))
    assert cj.product(PID).variants[0].options == options


@pytest.mark.parametrize(
    ("status", "state"), [("3", "on_sale"), (3, "on_sale"), ("2", "off_sale"), ("1", "unknown"), (None, "unknown")]
)
def test_whether_it_is_on_sale(wire, cj, status, state):
    wire.says(product(status=status))
    assert cj.product(PID).state == state


def test_a_variant_that_is_off_sale_says_so(wire, cj):
    wire.says(product(variants=[variant(variantStatus=0), variant(BLUE, variantStatus=1)]))
    assert [found.state for found in cj.product(PID).variants] == [ItemState.OFF_SALE, ItemState.ON_SALE]


@pytest.mark.parametrize(
    ("price", "cost"), [("3.42", "3.42"), ("3.42 -- 6.18", "6.18"), ("3.42-6.18", "6.18"), (0, "0")]
)
def test_of_a_variants_price_that_is_a_range_the_upper_end_is_the_cost(wire, cj, price, cost):
    """Pitfall 21."""
    wire.says(product(variants=[variant(price=price)]))
    assert cj.product(PID).variants[0].cost == dollars(cost)


@pytest.mark.parametrize("price", [None, "", "on request", "1e999", "-3", "NaN", [3]])
def test_a_price_that_cannot_be_read_is_none_not_nought(wire, cj, price):
    """Pitfalls 18 and 21."""
    wire.says(product(variants=[variant(price=price)]))
    assert cj.product(PID).variants[0].cost is None


@pytest.mark.parametrize("code", [1602000, 1602001, 1602002])
def test_a_product_that_is_gone(wire, cj, code):
    wire.says(refusal(code, "Product has been removed from shelves"))
    with pytest.raises(NotFound):
        cj.product(PID)


@pytest.mark.parametrize("data", [[], "text", {}, {"pid": PID, "variants": "x"}, {"pid": PID, "variants": [{}]}])
def test_a_product_of_another_form_is_not_understood(wire, cj, data):
    wire.says(good(data))
    with pytest.raises(BadPayload):
        cj.product(PID)


def test_a_search_asks_the_index_with_its_own_names(wire, cj):
    """Pitfall 4: a name that CJ does not know gives the whole catalogue in silence."""
    wire.says({"content": [], "totalRecords": 0, "totalPages": 0})
    query = SearchQuery(
        "cup", page=3, size=500, category_id="C-3", country="FR", price_from=Decimal("2E+1"), sort="-price"
    )
    page = cj.search(query)
    assert wire.calls == ["GET product/listV2"]
    assert wire.query() == {
        "keyWord": "cup",
        "page": "3",
        "size": "100",
        "categoryId": "C-3",
        "startSellPrice": "20",
        "orderBy": "2",
        "sort": "desc",
        "features": "enable_category",
    }
    assert (page.items, page.total, page.has_more, page.is_total_capped) == ((), 0, False, False)


def test_what_a_search_found(wire, cj):
    """Pitfall 21: a price range is a range."""
    row = {
        "id": PID,
        "nameEn": "Cup",
        "sku": "CJCP100",
        "bigImage": "https://img.example.test/1.jpg",
        "sellPrice": "3.50 -- 4.20",
        "listedNum": 12,
        "categoryId": "C-3",
        "oneCategoryName": "Home",
        "twoCategoryName": None,
        "threeCategoryName": "Cups",
        "currency": "USD",
    }
    wire.says({"content": [{"productList": [row]}, {"productList": None}], "totalRecords": "6000", "totalPages": "300"})
    page = cj.search(SearchQuery("cup"))
    (found,) = page.items
    assert (found.product_id, found.title, found.sku, found.sold) == (PID, "Cup", "CJCP100", "12")
    assert (found.price.low, found.price.high) == (dollars("3.50"), dollars("4.20"))
    assert found.category_name == "Home / Cups"
    assert (page.total, page.is_total_capped, page.has_more) == (6000, True, True)


def test_the_older_list_looks_for_the_english_name(wire, cj):
    """Pitfall 4: `productNameEn`, never `keyword`."""
    wire.says({"pageNum": 1, "pageSize": 20, "total": 21, "list": [{"pid": PID, "sellPrice": "3.50-4.20"}]})
    page = cj.search_list(SearchQuery("cup"))
    assert wire.query() == {"productNameEn": "cup", "pageNum": "1", "pageSize": "20"}
    assert page.items[0].price.high == dollars("4.20")
    assert (page.total, page.has_more) == (21, True)


def test_categories_have_an_id_on_the_third_level_alone(wire, cj):
    third = {"categoryId": "C-3", "categoryName": "Cups"}
    second = {"categorySecondName": "Kitchen", "categorySecondList": [third]}
    wire.says([{"categoryFirstName": "Home", "categoryFirstList": [second]}, {"categoryFirstName": "Toys"}])
    assert [(found.category_id, found.path) for found in cj.categories()] == [
        ("", ("Home",)),
        ("", ("Home", "Kitchen")),
        ("C-3", ("Home", "Kitchen", "Cups")),
        ("", ("Toys",)),
    ]


def test_reviews_answer_with_code_0_and_figures_as_text(wire, cj):
    """Pitfall 17."""
    row = {"commentId": 9007199254740993, "comment": "ok", "score": "5", "commentDate": "2026-06-13T00:00:00+08:00"}
    data = {"pageNum": "2", "pageSize": "20", "total": "21", "list": [row]}
    wire.says(good(data, code=0))
    page = cj.reviews(PID, page=2)
    assert wire.query() == {"pid": PID, "pageNum": "2", "pageSize": "20"}
    (review,) = page.items
    assert (review.review_id, review.score, review.written_on) == ("9007199254740993", 5, "2026-06-13")
    assert (page.page, page.total) == (2, 21)


def test_one_variant_with_its_stock(wire, cj):
    wire.says(variant(inventories=[area()]))
    found = cj.variant(RED)
    assert wire.query() == {"vid": RED, "features": "enable_inventory"}
    assert found.stock.levels[0].total == 10


def test_variants_of_an_sku(wire, cj):
    wire.says([variant(), variant(BLUE)])
    assert [found.variant_id for found in cj.variants(sku="CJCP100")] == [RED, BLUE]
    assert wire.query() == {"productSku": "CJCP100"}
