"""Section "Envelope" of the contract, row by row, over the wire."""

import pytest

from inventory.source import InventoryAPIError


def ids(items):
    return [bytes(item) for item in items]


def products(script, body):
    return script.then(body).client().fetch_page(1, 100)


def test_a_plain_list_is_one_page_and_done(script):
    page = products(script, [{"id": 1}, {"id": 2}])
    assert ids(page.items) == [b'{"id": 1}', b'{"id": 2}']
    assert (page.number, page.next_page, page.count, page.is_past_end) == (1, None, None, False)


def test_results_with_next_and_count_is_the_normal_page(script):
    link = "https://b2b.example/api/v1/api/products/?page=2"
    page = products(script, {"count": 41, "next": link, "previous": None, "results": [{"id": 1}]})
    assert (ids(page.items), page.next_page, page.count) == ([b'{"id": 1}'], 2, 41)


@pytest.mark.parametrize("key", ["products", "data"])
def test_products_may_be_listed_under_their_name_or_data(script, key):
    assert ids(products(script, {key: [{"id": 1}]}).items) == [b'{"id": 1}']


@pytest.mark.parametrize("key", ["results", "categories", "data"])
def test_categories_may_be_listed_under_results_their_name_or_data(script, key):
    assert ids(script.then({key: [{"id": 5}]}).client().fetch_categories()) == [b'{"id": 5}']


def test_results_present_and_empty_wins_over_other_keys(script):
    page = products(script, {"results": [], "products": [{"id": 1}], "data": [{"id": 2}]})
    assert page.items == []


def test_a_present_and_empty_list_of_products_wins_over_data(script):
    assert products(script, {"data": [{"id": 2}], "products": []}).items == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"detail": "Tout va bien."},
        {"error": "compte suspendu"},
        {"count": 0, "next": None},
        {"results": None},
        {"results": {}},
        {"results": "none"},
        {"results": None, "products": [{"id": 1}]},
        {"data": {"products": []}},
        None,
        "products",
        7,
        True,
    ],
)
def test_whatever_is_no_list_of_products_is_an_error_and_no_empty_catalogue(script, body):
    with pytest.raises(InventoryAPIError, match="answer not understood") as caught:
        products(script, body)
    assert (caught.value.kind, caught.value.code, caught.value.status) == ("other", "not_understood", 200)


def test_a_list_of_categories_is_no_list_of_products(script):
    with pytest.raises(InventoryAPIError, match="holds no list of products"):
        products(script, {"categories": [{"id": 5}]})


def test_a_list_of_products_is_no_list_of_categories(script):
    with pytest.raises(InventoryAPIError, match="holds no list of categories"):
        script.then({"products": [{"id": 5}]}).client().fetch_categories()


def test_list_entries_that_are_no_objects_are_handed_on_as_they_are(script):
    """The mapper makes item errors of them, the page goes on."""
    assert ids(products(script, [None, 1, "x", [], {"id": 2}]).items) == [b"null", b"1", b'"x"', b"[]", b'{"id": 2}']


@pytest.mark.parametrize("count", ["41", -1, 4.5, None, [], 10**30])
def test_an_odd_count_is_ignored(script, count):
    assert products(script, {"count": count, "next": None, "results": [{"id": 1}]}).count is None


def test_the_users_door_gives_the_page_as_the_service_writes_it(script):
    script.then(b'{"count": 3, "next": "http://inner:8000/x/?page=2", "results": [{"id": 1, "price": 19.90}]}')
    answer = script.client().get_products_list(1, page_size=1, site_id=0)
    assert answer["count"] == 3
    assert answer["next"] == f"{script.url}/api/v1/api/products/?page=2&page_size=1&site_id=0"
    assert [(item["id"], str(item["price"])) for item in answer["results"]] == [(1, "19.90")]


def test_the_users_door_to_categories_gives_a_list_of_dicts(script):
    assert script.then({"results": [{"id": 1, "parent": None}]}).client().get_categories_list() == [
        {"id": 1, "parent": None}
    ]
