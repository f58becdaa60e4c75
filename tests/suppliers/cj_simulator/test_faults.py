"""What goes wrong on purpose, and the odd manners of the gateway."""

import pytest
import requests

from core.simulation.faults import FaultError
from suppliers.adapters.cj.simulator.faults import FAULTS
from tests.suppliers.cj_simulator.laboratory import CREATE


def raw(lab, method="GET", path="product/getCategory", **more):
    return requests.request(method, lab.base + path, headers={"CJ-Access-Token": lab.token}, timeout=5, **more)


def test_a_fault_concerns_one_path_and_so_many_calls(lab):
    lab.simulator.add_fault("status=502@product/getCategoryx1")
    assert raw(lab, path="setting/get").status_code == 200
    broken = raw(lab)
    assert (broken.status_code, broken.headers["Content-Type"]) == (502, "text/html")
    assert raw(lab).status_code == 200


@pytest.mark.parametrize(("fault", "made"), [("reset", 0), ("lost", 1)])
def test_the_line_breaks_before_or_after_the_order_is_made(lab, fault, made):
    lab.simulator.add_fault(f"{fault}@{CREATE}x1")
    with pytest.raises(requests.ConnectionError):
        raw(lab, "POST", CREATE, json=lab.order_body())
    assert len(lab.steer("books")["CJ1234567"]["orders"]) == made


def test_an_order_can_be_made_under_a_bad_gateway(lab):
    lab.simulator.add_fault(f"done_status=502@{CREATE}x1")
    assert raw(lab, "POST", CREATE, json=lab.order_body()).status_code == 502
    assert len(lab.steer("books")["CJ1234567"]["orders"]) == 1


@pytest.mark.parametrize("fault", ["html", "broken_json", "empty_body"])
def test_a_good_status_with_a_body_that_is_none(lab, fault):
    lab.simulator.add_fault(fault)
    answer = raw(lab)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_an_answer_may_lack_its_data(lab):
    lab.simulator.add_fault("no_data")
    assert "data" not in raw(lab).json()


def test_any_code_of_cj_can_be_asked_for(lab):
    lab.simulator.add_fault("code=1600301")
    assert raw(lab).json()["code"] == 1600301
    lab.steer("faults?clear=1")
    assert raw(lab).json()["code"] == 200


def test_a_wait_can_be_asked_for_in_the_header(lab):
    lab.simulator.add_fault("retry_after=7")
    answer = raw(lab)
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (429, "7", 1600200)


@pytest.mark.parametrize("text", ["nonsense", "slow", "reset=1", "status=often"])
def test_a_fault_that_cannot_be_understood_is_refused(text):
    with pytest.raises(FaultError):
        FAULTS.read(text)


def test_reset_forgets_everything_but_the_rules(lab):
    lab.order()
    lab.simulator.add_fault("html")
    lab.steer("rules?login=cached")
    state = lab.steer("reset")
    assert (state["faults"], state["requests"], state["rules"]["login"]) == ([], 0, "cached")
    assert lab.steer("books")["CJ1234567"]["orders"] == []


def test_steering_says_what_it_did_not_understand(lab):
    origin = lab.server.origin("cj")
    assert requests.get(f"{origin}/__simulator/nothing", timeout=5).status_code == 404
    assert requests.get(f"{origin}/__simulator/stock?vid=1", timeout=5).status_code == 400
    assert requests.get(f"{origin}/__simulator/rules?no_such_rule=1", timeout=5).status_code == 400


def test_pictures_are_served(lab):
    address = lab.get(f"product/query?pid={lab.product().pid}")["data"]["bigImage"]
    picture = requests.get(address, timeout=5)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
