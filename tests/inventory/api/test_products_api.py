import base64
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import SyncRun
from inventory.models import ExternalProduct, Product, StaffField, Supply
from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Api(make_key("read"))


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_product_in_a_list_is_told_with_money_category_and_what_the_service_says(api):
    category = make_category("Rice")
    written = datetime(2026, 3, 2, 8, tzinfo=UTC)
    product = make_product(
        "Basmati", sku="R-5", price=Decimal(12), currency="XOF", stock=Decimal("2.5"), unit="kg", category=category,
        images=["https://p.example/1.jpg"],
        external={"external_id": "9001", "external_sku": "R-5", "site_id": "4", "synced_at": written},
    )  # fmt: skip

    answer = api.get("/api/products")

    row = answer.json()["results"][0]
    assert datetime.fromisoformat(row.pop("created_at")) == product.created_at
    assert datetime.fromisoformat(row.pop("updated_at")) == product.updated_at
    assert row == {
        "id": f"prd_{product.pk}",
        "title": "Basmati",
        "sku": "R-5",
        "price": {"amount": "12.00", "currency": "XOF"},
        "stock": "2.5",
        "sellable_stock": "2.5",
        "unit": "kg",
        "brand": "",
        "category": {"id": f"cat_{category.pk}", "name": "Rice"},
        "images": ["https://p.example/1.jpg"],
        "is_active": True,
        "is_sellable": True,
        "external": {
            "external_id": "9001",
            "external_sku": "R-5",
            "site_id": "4",
            "sync_status": "synced",
            "last_synced_at": "2026-03-02T08:00:00Z",
            "missing_since": None,
        },
    }
    assert answer.json()["next"] is None


def test_a_product_of_our_own_has_no_category_no_external_and_unknown_stock_is_null(api):
    make_product(stock_known=False)

    row = api.get("/api/products").json()["results"][0]

    assert (row["category"], row["external"], row["stock"], row["is_sellable"]) == (None, None, None, False)


@pytest.mark.parametrize(
    ("price", "amount"),
    [("0", "0.00"), ("1200", "1200.00"), ("0.5", "0.50"), ("19.999", "19.999"), ("1.2345", "1.2345"), ("-3", "-3.00")],
)
def test_money_is_exact_text_with_two_decimals_or_as_many_as_it_has(api, price, amount):
    make_product(price=Decimal(price))

    assert api.get("/api/products").json()["results"][0]["price"]["amount"] == amount


def test_last_synced_at_is_the_end_of_the_last_complete_run_and_agrees_with_the_manager(api):
    old, ended = timezone.now() - timedelta(days=2), timezone.now() - timedelta(hours=1)
    make_product(external={"synced_at": old, "site_id": "4"})
    make_product(external={"synced_at": old, "site_id": "5"})
    make_product(external={"synced_at": old, "site_id": "4", "missing_since": old})
    SyncRun.objects.create(partner="b2b", kind="products", scope="4", state="done", is_complete=True, finished_at=ended)

    told = [
        datetime.fromisoformat(row["external"]["last_synced_at"]) for row in api.get("/api/products").json()["results"]
    ]

    assert told == [ended, old, old]
    assert told == list(ExternalProduct.objects.order_by("product_id").values_list("last_synced_at", flat=True))


def test_the_detail_tells_whose_value_each_field_is(api):
    product = make_product(description="Long grain", staff_fields=StaffField.TITLE | StaffField.PRICE)

    body = api.get(f"/api/products/prd_{product.pk}").json()

    assert body["description"] == "Long grain"
    assert body["field_owners"] == {
        "title": "staff", "description": "service", "sku": "service", "price": "staff", "stock": "service",
        "category": "service", "brand": "service", "images": "service", "active": "service",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["prd_999999", "prd_0", "prd_01", "1", "cat_1", "prd_", "prd_x", "prd_" + "9" * 30, "prd_٣"]
)
def test_an_id_of_nothing_is_a_404(api, text):
    make_product()

    answer = api.get(f"/api/products/{text}")

    assert (answer.status_code, code_of(answer)) == (404, "not_found")


def test_filters_choose_by_each_of_their_fields(api):
    top = make_category("Food")
    below = make_category("Rice", parent=top)
    rice = make_product("Rice", sku="R", category=below, external={"external_id": "77", "site_id": "4"})
    oil = make_product("Palm oil", sku="O", stock=Decimal(0), category=top)
    salt = make_product("Salt", sku="S", stock_known=False, is_active=False, external={"sync_status": "missing"})
    Product.objects.filter(pk=oil.pk).update(updated_at=timezone.now() + timedelta(days=1))

    for query, expected in [
        ({"category": f"cat_{top.pk}"}, [oil]),
        ({"category_tree": f"cat_{top.pk}"}, [rice, oil]),
        ({"sku": "R"}, [rice]),
        ({"external_id": "77"}, [rice]),
        ({"site_id": "4"}, [rice]),
        ({"updated_since": (timezone.now() + timedelta(hours=1)).isoformat()}, [oil]),
        ({"stock": "in"}, [rice]),
        ({"stock": "out"}, [oil]),
        ({"stock": "unknown"}, [salt]),
        ({"active": "false"}, [salt]),
        ({"active": "true"}, [rice, oil]),
        ({"sync_status": "missing"}, [salt]),
        ({"search": "OIL"}, [oil]),
        ({"search": "s", "active": "false"}, [salt]),
    ]:
        assert ids(api.get("/api/products", **query)) == [f"prd_{row.pk}" for row in expected], query


def test_a_circle_of_categories_does_not_hang_the_tree_filter(api):
    first = make_category("A")
    second = make_category("B", parent=first)
    first.parent = second
    first.save()
    product = make_product(category=second)

    assert ids(api.get("/api/products", category_tree=f"cat_{first.pk}")) == [f"prd_{product.pk}"]


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ({"category": "5"}, "category"),
        ({"category": "prd_5"}, "category"),
        ({"page_size": "1000000000"}, "page_size"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "9" * 5000}, "page_size"),
        ({"ordering": "category__parent__name"}, "ordering"),
        ({"ordering": "staff_fields"}, "ordering"),
        ({"external__source_data__contains": "x"}, "external__source_data__contains"),
        ({"password": "x"}, "password"),
        ({"stock": "some"}, "stock"),
        ({"active": "1"}, "active"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"search": "\x00"}, "search"),
        ({"sku": "x" * 101}, "sku"),
        ({"cursor": "x" * 2001}, "cursor"),
    ],
)
def test_a_query_that_cannot_be_understood_is_a_400_that_names_the_parameter(api, query, attr):
    answer = api.get("/api/products", **query)

    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    assert [error["attr"] for error in answer.json()["errors"]] == [attr]


@pytest.mark.parametrize("name", ["id", "updated_at", "title", "sku", "price", "stock"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_walking_the_pages_in_any_order_shows_every_product_once(api, name, sign):
    for number in range(11):
        make_product(f"Title {number % 3}", sku=f"S{number % 4}", price=Decimal(number % 2), stock=Decimal(number % 5))
    ordering = sign + name
    whole = ids(api.get("/api/products", ordering=ordering))

    walked, address = [], f"/api/products?ordering={ordering}&page_size=2"
    while address:
        answer = api.get(address)
        walked += ids(answer)
        address = answer.json()["next"]

    assert walked == whole
    assert len(set(walked)) == 11


def test_rows_that_come_while_a_caller_walks_shift_nothing(api):
    for _ in range(4):
        make_product()
    first = api.get("/api/products", ordering="-id", page_size=2)
    make_product()

    second = api.get(first.json()["next"])

    assert len({*ids(first), *ids(second)}) == 4


def test_a_cursor_of_another_order_is_refused(api):
    for _ in range(3):
        make_product()
    address = api.get("/api/products", ordering="title", page_size=1).json()["next"]

    answer = api.get(address.replace("ordering=title", "ordering=price"))

    assert (answer.status_code, code_of(answer)) == (404, "invalid_cursor")


@pytest.mark.parametrize(
    "parts",
    [
        "!!!",
        "W10",
        ["id", 1, True],
        ["id", 1, 2**63],
        ["id", 1, -(2**70)],
        ["price", "NaN", 1],
        ["price", "1e400", 1],
        ["price", 5, 1],
        ["title", "\x00", 1],
        ["title", "\ud800", 1],
        ["updated_at", "2026-01-01T00:00:00", 1],
        ["updated_at", "2026-99-01T00:00:00Z", 1],
        ["updated_at", "x", 1],
    ],
)
def test_a_cursor_that_somebody_made_up_is_a_404(api, parts):
    make_product()
    cursor = parts
    if isinstance(parts, list):
        cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    answer = api.get("/api/products", cursor=cursor, ordering=parts[0] if isinstance(parts, list) else "id")

    assert (answer.status_code, code_of(answer)) == (404, "invalid_cursor")


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_of_products_is_two_queries_beside_the_key(api, rows, django_assert_num_queries):
    for _ in range(rows):
        make_product(category=make_category(), external={})
    api.get("/api/products")

    with django_assert_num_queries(3):
        assert len(ids(api.get("/api/products"))) == rows


def test_a_product_is_two_queries_beside_the_key(api, django_assert_num_queries):
    product = make_product(category=make_category(), external={})
    api.get("/api/products")

    with django_assert_num_queries(3):
        api.get(f"/api/products/prd_{product.pk}")


@pytest.fixture
def supplied():
    """Products without a figure of the service's own, by what suppliers say of them."""

    def make(name, *, age_hours, **values):
        product = make_product(name, stock_known=False, price=Decimal(5))
        as_of = timezone.now() - timedelta(hours=age_hours)
        Supply.objects.create(product=product, source=f"cj-dropshipping:1:{product.pk}", as_of=as_of, **values)
        return f"prd_{product.pk}"

    return {
        "fresh": make("fresh", age_hours=1, quantity=7),
        "empty": make("empty", age_hours=1, quantity=0),
        "stale": make("stale", age_hours=1000, quantity=7),
        "waits": make("waits", age_hours=1, quantity=7, trusted=False),
        "nobody": f"prd_{make_product('nobody', stock_known=False).pk}",
    }


def test_what_suppliers_can_deliver_is_sellable_only_by_figures_that_count(api, supplied):
    told = {product["id"]: product for product in api.get("/api/products").json()["results"]}

    assert {name: told[pk]["sellable_stock"] for name, pk in supplied.items()} == {
        "fresh": "7",
        "empty": "0",
        "stale": "0",
        "waits": "0",
        "nobody": "0",
    }
    assert [name for name, pk in supplied.items() if told[pk]["is_sellable"]] == ["fresh"]
    assert told[supplied["fresh"]]["stock"] is None


def test_each_product_is_in_out_of_or_of_unknown_stock(api, supplied):
    names = {pk: name for name, pk in supplied.items()}

    by_state = {
        state: [names[pk] for pk in ids(api.get("/api/products", stock=state))] for state in ("in", "out", "unknown")
    }

    assert by_state == {"in": ["fresh"], "out": ["empty", "stale", "waits"], "unknown": ["nobody"]}
