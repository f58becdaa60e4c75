"""Section "Paging" of the contract, row by row, over the wire."""

import pytest

from inventory.source import InventoryAPIError


def page(*identities, link=None, count=None):
    return {"count": count, "next": link, "previous": None, "results": [{"id": i} for i in identities]}


def read_all(script, page_size=2, **options):
    return [[bytes(item) for item in found.items] for found in script.client().pages(page_size, **options)]


def test_pages_are_read_until_next_is_null(script):
    script.then(page(1, 2, link="/api/v1/api/products/?page=2&page_size=2"))
    script.then(page(3, 4, link="/api/v1/api/products/?page=3&page_size=2")).then(page(5))
    assert read_all(script) == [[b'{"id": 1}', b'{"id": 2}'], [b'{"id": 3}', b'{"id": 4}'], [b'{"id": 5}']]
    assert script.paths == [f"/api/v1/api/products/?page={n}&page_size=2" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "link",
    [
        "https://thief.example/api/v1/api/products/?page=2&page_size=2",
        "http://10.0.0.7:8000/api/v1/api/products/?page=2",
        "http://inner-service/other/prefix/?page_size=2&page=2",
        "//thief.example/?page=2",
        "ftp://thief.example/?page=2",
    ],
)
def test_of_a_next_that_leads_to_another_host_only_the_page_is_used(script, link):
    script.then(page(1, 2, link=link)).then(page(3))
    assert len(read_all(script)) == 2
    assert script.paths[1] == "/api/v1/api/products/?page=2&page_size=2"
    assert all(headers["X_API_KEY"].startswith("b2c_7_") for _, headers in script.requests)


@pytest.mark.parametrize("link", ["?page=2", "/api/v1/api/products/?page=2", "api/products/?page=2", 2])
def test_a_relative_next_is_followed_on_the_base(script, link):
    script.then(page(1, 2, link=link)).then(page(3))
    assert len(read_all(script)) == 2
    assert script.paths[1] == "/api/v1/api/products/?page=2&page_size=2"


def test_a_next_that_skips_pages_does_not_make_us_skip_them(script):
    script.then(page(1, 2, link="?page=9")).then(page(3))
    assert len(read_all(script)) == 2
    assert "page=2" in script.paths[1]


@pytest.mark.parametrize(
    "link", ["?page=1", "?page=0", "?page=-3", "?page_size=2", "/", "?page=", "?page=zwei", True, {}]
)
def test_a_next_that_does_not_lead_forward_is_a_loop(script, link):
    with pytest.raises(InventoryAPIError, match="pagination loop") as caught:
        read_all(script.then(page(1, 2, link=link)))
    assert (caught.value.code, caught.value.kind) == ("paging_loop", "other")


def test_a_next_that_leads_back_to_a_page_already_seen_is_a_loop(script):
    script.then(page(1, 2, link="?page=2")).then(page(3, 4, link="?page=3")).then(page(5, 6, link="?page=2"))
    with pytest.raises(InventoryAPIError, match="page 3 names page 2 as the next one"):
        read_all(script)


def test_a_server_that_gives_the_same_rows_for_ever_is_a_loop(script):
    def same_rows(environ, start_response):
        number = int(environ["QUERY_STRING"].split("page=")[1].split("&")[0])
        body = f'{{"next": "?page={number + 1}", "results": [{{"id": 1}}, {{"id": 2}}]}}'.encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    with pytest.raises(InventoryAPIError, match="holds the same rows as the pages before it"):
        read_all(script.does(same_rows))
    assert len(script.requests) == 3


def test_there_is_a_ceiling_to_the_number_of_pages(script, settings):
    settings.SYNC_MAX_PAGES = 3
    for number in (1, 2, 3, 4):
        script.then(page(number, link=f"?page={number + 1}"))
    with pytest.raises(InventoryAPIError, match="the list goes on after page 3") as caught:
        read_all(script)
    assert caught.value.code == "page_ceiling"
    assert len(script.requests) == 3


def test_exactly_as_many_pages_as_the_ceiling_are_read(script, settings):
    settings.SYNC_MAX_PAGES = 2
    assert len(read_all(script.then(page(1, link="?page=2")).then(page(2)))) == 2


def test_fewer_rows_than_asked_for_while_next_is_set_goes_on(script):
    script.then(page(1, link="?page=2")).then(page(2, link="?page=3")).then(page(3))
    assert read_all(script, page_size=100) == [[b'{"id": 1}'], [b'{"id": 2}'], [b'{"id": 3}']]


def test_a_server_that_ignores_the_page_size_is_read_whole(simulation):
    simulation.simulator.add_fault("ignore_page_size")
    pages = list(simulation.client().pages(100))
    assert [len(found.items) for found in pages] == [20] * 12 + [10]


def test_an_empty_page_with_next_goes_on(script):
    script.then(page(1, link="?page=2")).then(page(link="?page=3")).then(page(3))
    assert read_all(script) == [[b'{"id": 1}'], [], [b'{"id": 3}']]


def test_empty_pages_for_ever_are_a_loop(simulation):
    simulation.simulator.add_fault("empty_pages")
    with pytest.raises(InventoryAPIError, match="5 empty pages in a row"):
        list(simulation.client().pages(20))
    assert len(simulation.simulator.requests) == 5


def test_a_plain_list_with_exactly_page_size_rows_is_the_last_page(script):
    assert read_all(script.then([{"id": 1}, {"id": 2}]), page_size=2) == [[b'{"id": 1}', b'{"id": 2}']]
    assert len(script.requests) == 1


@pytest.mark.parametrize("text", ["Invalid page.", "Page invalide."])
def test_no_such_page_after_the_first_is_the_end_of_data(script, text):
    script.then(page(1, 2, link="?page=2")).then({"detail": text}, status=404)
    found = list(script.client().pages(2))
    assert [(p.number, len(p.items), p.next_page, p.is_past_end) for p in found] == [
        (1, 2, 2, False),
        (2, 0, None, True),
    ]


def test_a_404_that_is_not_the_services_own_is_no_end_of_data(script):
    script.then(page(1, 2, link="?page=2")).then(b"<html>not found</html>", status=404, media="text/html")
    with pytest.raises(InventoryAPIError) as caught:
        read_all(script)
    assert (caught.value.status, caught.value.code) == (404, "not_found")


def test_no_such_page_on_the_first_page_is_a_configuration_error(script):
    with pytest.raises(InventoryAPIError, match="check B2B_API_URL, B2B_PRODUCTS_PATH") as caught:
        read_all(script.then({"detail": "Pas trouvé."}, status=404))
    assert (caught.value.kind, caught.value.status, caught.value.code) == ("http", 404, "not_found")
    assert not caught.value.is_retryable


def test_rows_that_move_between_pages_come_twice_and_end_all_the_same(simulation):
    simulation.simulator.add_fault("moving=2")
    identities = [bytes(item) for found in simulation.client().pages(50) for item in found.items]
    assert len(identities) == 250


def test_a_count_that_changes_while_paging_is_informational(script):
    script.then(page(1, link="?page=2", count=9)).then(page(2, link="?page=3", count=1)).then(page(3, count=0))
    assert [found.count for found in script.client().pages(1)] == [9, 1, 0]


def test_reading_may_start_at_a_later_page(simulation):
    assert [found.number for found in simulation.client().pages(100, start=2)] == [2, 3]


def test_categories_that_come_in_pages_are_read_to_the_end(script):
    script.then({"next": "http://inner/?page=2", "results": [{"id": 1}]}).then({"next": None, "results": [{"id": 2}]})
    assert [bytes(item) for item in script.client().fetch_categories()] == [b'{"id": 1}', b'{"id": 2}']
    assert script.paths == ["/api/v1/b2c/categories/?", "/api/v1/b2c/categories/?page=2"]


@pytest.mark.parametrize(("site", "query"), [(None, ""), (0, "&site_id=0"), (3, "&site_id=3"), ("0", "&site_id=0")])
def test_site_zero_and_no_site_differ(script, site, query):
    script.then([]).client().fetch_page(1, 100, site)
    assert script.paths == [f"/api/v1/api/products/?page=1&page_size=100{query}"]


@pytest.mark.parametrize("path", ["b2c/products/", "/b2c/products", "b2c/products"])
def test_the_path_is_a_setting_and_always_ends_with_a_slash(script, settings, path):
    settings.B2B_PRODUCTS_PATH = path
    script.then([]).client().fetch_page(1, 100)
    assert script.paths == ["/api/v1/b2c/products/?page=1&page_size=100"]
