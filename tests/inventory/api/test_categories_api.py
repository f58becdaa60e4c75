import pytest

from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Api(make_key("read"))


def names(answer):
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_categories_come_in_the_order_of_the_tree_with_parent_and_depth(api):
    food = make_category("Food", tree_position=1, external_id="12")
    make_category("Tools", tree_position=3)
    rice = make_category("Rice", tree_position=2, parent=food, depth=1)

    rows = api.get("/api/categories").json()["results"]

    assert [(row["name"], row["parent"], row["depth"], row["external_id"]) for row in rows] == [
        ("Food", None, 0, "12"),
        ("Rice", f"cat_{food.pk}", 1, None),
        ("Tools", None, 0, None),
    ]
    assert rows[1]["id"] == f"cat_{rice.pk}"


def test_category_filters_choose_by_each_of_their_fields(api):
    food = make_category("Food", external_id="12")
    make_category("Rice", parent=food, is_active=False)

    for query, expected in [
        ({"parent": f"cat_{food.pk}"}, ["Rice"]),
        ({"top": "true"}, ["Food"]),
        ({"top": "false"}, ["Rice"]),
        ({"active": "false"}, ["Rice"]),
        ({"external_id": "12"}, ["Food"]),
        ({"search": "oo"}, ["Food"]),
        ({"ordering": "-name"}, ["Rice", "Food"]),
    ]:
        assert names(api.get("/api/categories", **query)) == expected, query


def test_one_category_is_read_and_an_unknown_one_is_a_404(api):
    category = make_category("Food")

    assert api.get(f"/api/categories/cat_{category.pk}").json()["name"] == "Food"
    assert code_of(api.get(f"/api/categories/cat_{category.pk + 1}")) == "not_found"


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_of_categories_is_one_query_beside_the_key(api, rows, django_assert_num_queries):
    for number in range(rows):
        make_category(external_id=f"c{number}")
    api.get("/api/categories")

    with django_assert_num_queries(2):
        assert len(names(api.get("/api/categories"))) == rows


def test_the_services_ids_lead_to_our_rows(api):
    category = make_category(external_id="12")
    product = make_product(external={"external_id": "77", "external_sku": "S", "sync_status": "missing"})
    make_product(external={"external_id": "78"})

    [row] = api.get("/api/external-products", external_id="77").json()["results"]
    assert (row["product"], row["external_sku"], row["sync_status"]) == (f"prd_{product.pk}", "S", "missing")
    [row] = api.get("/api/external-categories").json()["results"]
    assert (row["category"], row["external_id"]) == (f"cat_{category.pk}", "12")
    assert len(api.get("/api/external-products", sync_status="synced").json()["results"]) == 1
