"""The look-alike keeps the contract, asked by a plain HTTP client of the standard library and not by ours."""

import http.client
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from core.simulation import SimulationServer, simulator_classes
from core.simulation.faults import FaultError
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue
from inventory.source.simulator.faults import FAULTS

ROOT = Path(__file__).parents[3]


def ask(simulation, path, method="GET", key=None, **headers):
    """Status, headers in lower case, and the body."""
    address = urlsplit(simulation.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
    key = simulation.simulator.key if key is None else key
    connection.request(method, address.path + path, headers=({"X-API-Key": key} if key else {}) | headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def listed(simulation, query=""):
    status, _, body = ask(simulation, f"/api/v1/api/products/{query}")
    assert status == 200
    return json.loads(body)


def steer(simulation, *faults, clear=False):
    query = "&".join([f"add={quote(fault)}" for fault in faults] + ["clear=1"] * clear)
    status, _, body = ask(simulation, f"/__simulator/faults?{query}", key="")
    assert status == 200
    return json.loads(body)


def test_without_a_key_the_answer_is_403_and_with_a_wrong_one_401(simulation):
    status, headers, body = ask(simulation, "/api/v1/api/products/", key="")
    assert (status, "www-authenticate" in headers, "detail" in json.loads(body)) == (403, False, True)
    status, headers, _ = ask(simulation, "/api/v1/api/products/", key="b2c_1_wrong")
    assert (status, headers["www-authenticate"]) == (401, "Api-Key")


def test_a_page_has_twenty_rows_unless_asked_and_at_most_the_cap(simulation):
    assert len(listed(simulation)["results"]) == 20
    assert len(listed(simulation, "?page_size=100")["results"]) == 100
    simulation.simulator.add_fault("page_cap=50")
    assert len(listed(simulation, "?page_size=100")["results"]) == 50


def test_next_and_previous_lead_through_the_whole_list(simulation):
    page, seen = listed(simulation, "?page_size=100"), []
    assert (page["count"], page["previous"]) == (250, None)
    while True:
        seen += [item["id"] for item in page["results"]]
        if page["next"] is None:
            break
        page = listed(simulation, "?" + urlsplit(page["next"]).query)
    assert len(set(seen)) == len(seen) == 250
    assert page["previous"].endswith("?page=2&page_size=100")


def test_past_the_end_the_answer_is_a_localised_404(simulation):
    status, _, body = ask(simulation, "/api/v1/api/products/?page=99")
    assert (status, json.loads(body)) == (404, {"detail": "Page invalide."})


def test_both_paths_give_products_and_an_unknown_one_404(simulation):
    assert ask(simulation, "/api/v1/b2c/products/")[2] == ask(simulation, "/api/v1/api/products/")[2].replace(
        b"/api/v1/api/products/", b"/api/v1/b2c/products/"
    )
    assert ask(simulation, "/api/v1/b2c/sales/")[0] == 404


def test_without_the_last_slash_the_answer_is_a_redirect(simulation):
    status, headers, _ = ask(simulation, "/api/v1/api/products?page=2")
    assert (status, headers["location"]) == (301, f"{simulation.url}/api/v1/api/products/?page=2")


def test_only_reading_is_offered(simulation):
    assert ask(simulation, "/api/v1/api/products/", method="POST")[0] == 405


def test_a_site_lists_its_own_products_only(simulation):
    sites = {site: listed(simulation, f"?page_size=1000&site_id={site}")["results"] for site in (1, 2, 3, 0)}
    assert [len(sites[site]) for site in (1, 2, 3, 0)] == [84, 83, 83, 0]
    assert {item["site_configuration"] for item in sites[2]} == {2}


def test_categories_are_a_plain_list_of_a_nested_tree_with_children_before_parents(simulation):
    rows = json.loads(ask(simulation, "/api/v1/b2c/categories/")[2])
    place = {row["id"]: n for n, row in enumerate(rows)}
    children = [row for row in rows if row["parent_id"] is not None]
    assert all(row["parent_id"] in place for row in children)
    assert any(place[row["id"]] < place[row["parent_id"]] for row in children)
    assert len(children) < len(rows)


def test_a_large_shop_has_deeper_shelves():
    parents = {row["id"]: row["parent_id"] for row in map(json.loads, Catalogue.generated(5000).categories)}

    def depth(identity):
        return 0 if parents[identity] is None else 1 + depth(parents[identity])

    assert max(map(depth, parents)) >= 2


def test_the_shop_has_the_gaps_of_a_real_one(simulation):
    rows = listed(simulation, "?page_size=1000")["results"]
    for key in ("sku", "stock", "category_id", "brand"):
        assert 0 < sum(row[key] is None for row in rows) < len(rows) / 2, key
    assert any(not row["images"] for row in rows)
    assert any(not row["is_active"] for row in rows)


def test_pictures_are_served_by_the_simulator_itself(simulation):
    rows = listed(simulation, "?page_size=50")["results"]
    address = next(row["images"][0] for row in rows if row["images"])
    assert address.startswith(simulation.url)
    status, headers, body = ask(simulation, address.removeprefix(simulation.url), key="")
    assert (status, headers["content-type"], body[:8]) == (200, "image/png", b"\x89PNG\r\n\x1a\n")


def test_the_same_arguments_give_the_same_shop():
    assert Catalogue.generated(60).products == Catalogue.generated(60).products
    assert Catalogue.generated(60).products != Catalogue.generated(60, seed=2).products


def test_what_changes_moves_to_the_front(simulation):
    before = listed(simulation, "?page_size=1000")["results"]
    steer(simulation, "drift=2")
    after = listed(simulation, "?page_size=1000")["results"]
    changed = [row for row in after if row not in before]
    assert after[:5] == changed
    assert {row["id"] for row in after} == {row["id"] for row in before}


def test_products_are_removed_and_renumbered_on_demand_and_come_back_on_reset(simulation):
    before = {row["id"]: row for row in listed(simulation, "?page_size=1000")["results"]}
    steer(simulation, "removed=10")
    assert listed(simulation)["count"] == 225
    steer(simulation, "renumbered=4")
    after = {row["id"]: row for row in listed(simulation, "?page_size=1000")["results"]}
    new = [row for identity, row in after.items() if identity not in before]
    assert len(new) == 9
    assert all(before[row["id"] - 10_000_000]["name"] == row["name"] for row in new)
    ask(simulation, "/__simulator/reset", key="")
    assert {row["id"]: row for row in listed(simulation, "?page_size=1000")["results"]} == before


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("empty", lambda rows, before: rows == []),
        ("half", lambda rows, before: rows == before[::2]),
        ("zero_stock", lambda rows, before: [r | {"stock": 0} for r in before] == rows),
        ("inactive", lambda rows, before: [r | {"is_active": False} for r in before] == rows),
        ("wrong_account", lambda rows, before: {r["id"] for r in rows}.isdisjoint(r["id"] for r in before)),
        (
            "prices_x100",
            lambda rows, before: [float(r["price"]) / 100 for r in rows] == [float(r["price"]) for r in before],
        ),
        ("service_words", lambda rows, before: [r["selling_price"] for r in rows] == [r["price"] for r in before]),
    ],
)
def test_the_whole_catalogue_can_be_wrong_until_it_is_cleared(simulation, fault, check):
    before = listed(simulation, "?page_size=1000")["results"]
    assert steer(simulation, fault)["faults"] == [fault]
    assert check(listed(simulation, "?page_size=1000")["results"], before)
    assert steer(simulation, clear=True)["faults"] == []
    assert listed(simulation, "?page_size=1000")["results"] == before


def test_a_fault_may_be_for_one_page_and_so_many_times(simulation):
    steer(simulation, "status=503@2x2")
    statuses = [ask(simulation, f"/api/v1/api/products/?page={page}")[0] for page in (1, 2, 2, 2)]
    assert statuses == [200, 503, 503, 200]


def test_throttling_says_how_long_to_wait(simulation):
    steer(simulation, "throttle=2")
    assert [ask(simulation, "/api/v1/api/products/")[0] for _ in range(2)] == [200, 200]
    status, headers, body = ask(simulation, "/api/v1/api/products/")
    assert status == 429
    assert (
        json.loads(body)["detail"] == f"Request was throttled. Expected available in {headers['retry-after']} seconds."
    )
    assert 0 < int(headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        ("html", 200, b"<!DOCTYPE html>"),
        ("no_content", 204, b""),
        ("empty_body", 200, b""),
        ("bom", 200, b"\xef\xbb\xbf{"),
        ("no_list", 200, b'{"detail"'),
        ("retry_after=7", 429, b'{"detail"'),
        ("redirect=https://elsewhere.example/", 302, b""),
    ],
)
def test_answers_go_wrong_on_demand(simulation, fault, status, start):
    steer(simulation, fault)
    found, _, body = ask(simulation, "/api/v1/api/products/")
    assert (found, body[: len(start)]) == (status, start)


def test_broken_json_is_whole_on_the_wire_and_a_cut_body_is_not(simulation):
    steer(simulation, "broken_json")
    body = ask(simulation, "/api/v1/api/products/")[2]
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(body)
    steer(simulation, "cut", clear=True)
    with pytest.raises(http.client.IncompleteRead):
        ask(simulation, "/api/v1/api/products/")


def test_a_latin_body_is_not_utf_8(simulation):
    steer(simulation, "latin1")
    with pytest.raises(UnicodeDecodeError):
        ask(simulation, "/api/v1/api/products/")[2].decode()


def test_the_line_breaks_on_demand(simulation):
    steer(simulation, "reset")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(simulation, "/api/v1/api/products/")


def test_next_can_lead_astray(simulation):
    steer(simulation, "loop")
    assert urlsplit(listed(simulation, "?page=2")["next"]).query == "page=1"
    steer(simulation, "next_host=http://inner:8000", clear=True)
    assert listed(simulation)["next"] == "http://inner:8000/b2b/api/v1/api/products/?page=2"


def test_it_tells_what_it_was_asked_but_never_a_key(simulation):
    ask(simulation, "/api/v1/api/products/?page=2")
    status, _, body = ask(simulation, "/__simulator/requests", key="")
    (request,) = json.loads(body)
    assert (status, request["path"], request["query"]) == (200, "/api/v1/api/products/", {"page": "2"})
    assert request["headers"]["x-api-key"] == "(given)"
    assert simulation.simulator.key.encode() not in body


@pytest.mark.parametrize("text", ["nonsense", "status", "status=abc", "cut=3", "drift", "empty=1", ""])
def test_a_fault_that_makes_no_sense_is_refused(text):
    with pytest.raises(FaultError):
        FAULTS.read(text)


@pytest.mark.parametrize(
    "text", ["status=503@3x2", "slow=0.05", "prices_x100", "cut@2", "htmlx1", "redirect=http://a.example/"]
)
def test_a_fault_is_written_as_it_is_read(text):
    assert str(FAULTS.read(text)) == text


def test_steering_answers_400_and_404_to_what_it_does_not_know(simulation):
    assert ask(simulation, "/__simulator/faults?add=nonsense", key="")[0] == 400
    assert ask(simulation, "/__simulator/nonsense", key="")[0] == 404


def test_a_catalogue_may_come_from_a_directory(tmp_path):
    (tmp_path / "categories.json").write_text('[{"id": 1, "name": "A", "parent_id": null}]')
    (tmp_path / "products.json").write_text('[{"id": 9, "name": "B", "price": 19.90, "stock": null}]')
    catalogue = Catalogue.from_directory(tmp_path)
    assert catalogue.categories == [b'{"id":1,"name":"A","parent_id":null}']
    assert catalogue.products == [b'{"id":9,"name":"B","price":"19.90","stock":null}']


def test_a_hundred_thousand_products_are_served_in_pages_of_a_thousand():
    simulator = B2BSimulator(Catalogue.generated(100_000))
    assert len(simulator.catalogue.products) == 100_000
    with SimulationServer({"b2b": simulator}) as server:

        class Large:
            url = server.origin("b2b")

        Large.simulator = simulator
        assert len(listed(Large, "?page=100&page_size=1000")["results"]) == 1000


def test_the_simulators_are_found_by_their_dotted_path():
    found = simulator_classes()
    assert found["b2b"] is B2BSimulator
    assert {kind.__name__ for kind in found.values()} >= {"B2BSimulator", "CJSimulator", "AliExpressSimulator"}


def test_the_command_prints_address_key_and_readiness():
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "simulate",
        "--port",
        "0",
        "--products",
        "30",
        "--fault",
        "half",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or not lines[-1].startswith("ready"):
            lines.append(process.stdout.readline().strip())
            assert process.poll() is None
        try:
            told = dict(line.split("=", 1) for line in lines[:-1])
            base = told["B2B_API_URL"]

            class Served:
                url = base.removesuffix("/api/v1")

                class simulator:  # noqa: N801 - stands in for an instance
                    key = told["B2B_API_KEY"]

            assert lines[-1] == f"ready {Served.url.removesuffix('/b2b')}"
            assert listed(Served)["count"] == 15
        finally:
            process.terminate()
