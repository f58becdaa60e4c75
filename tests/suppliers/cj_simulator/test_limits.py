"""Calls a second, points, quotas: refused with HTTP 429, counted per account."""

import pytest

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from tests.suppliers.cj_simulator.laboratory import Laboratory, Sink

SECOND_KEY = "CJ2@api@5f0c1e7a00004c1d9a000000000000bb"


@pytest.mark.parametrize(("tier", "most"), [("free", 1), ("plus", 2), ("prime", 4), ("advanced", 6)])
def test_more_calls_a_second_than_the_tier_allows_are_refused(tier, most):
    with SimulationServer({"cj": (simulator := CJSimulator(tier=tier))}) as server:
        lab = Laboratory(simulator, server, Sink())
        lab.login()
        codes = [lab.get("setting/get")["code"] for _ in range(most + 1)]
    assert codes == [200] * most + [1600200]
    assert lab.status == 429


def test_a_refused_call_does_not_use_up_the_second(bare):
    bare.login()
    account = bare.simulator.world.first_account
    bare.get("setting/get")
    bare.get("setting/get")
    assert len(account.arrivals) == 1


def test_accounts_are_limited_one_by_one():
    simulator = CJSimulator(keys=["CJ1@api@aa", SECOND_KEY])
    with SimulationServer({"cj": simulator}) as server:
        first, second = (Laboratory(simulator, server, Sink()) for _ in range(2))
        first.login("CJ1@api@aa")
        second.login(SECOND_KEY)
        assert [lab.get("setting/get")["code"] for lab in (first, second)] == [200, 200]


def test_points_are_taken_by_route_and_told_in_each_answer(lab):
    assert lab.get("product/listV2?keyWord=mat")["pointsInfo"] == {"usedToday": 50, "remaining": 49950, "total": 50000}
    assert lab.get(f"product/query?pid={lab.product().pid}")["pointsInfo"]["usedToday"] == 60
    assert "pointsInfo" not in lab.get("product/getCategory")


def test_without_points_nothing_is_given_until_they_trickle_back(lab):
    lab.steer("points?left=20")
    refusal = lab.get("product/listV2?keyWord=mat")
    assert (lab.status, refusal["code"], refusal["data"]) == (429, 16900500, None)
    assert refusal["pointsInfo"]["remaining"] == 20
    lab.steer("clock?seconds=60")
    assert lab.get("product/listV2?keyWord=mat")["code"] == 200


def test_all_points_are_back_at_midnight(lab):
    lab.steer("points?left=0")
    lab.steer("clock?seconds=86400")
    assert lab.get("product/listV2?keyWord=mat")["pointsInfo"]["usedToday"] == 50


def test_the_older_accounts_have_so_many_calls_a_route_and_day(lab):
    lab.steer("rules?policy=quota&daily_quota=2")
    codes = [lab.get("product/getCategory")["code"] for _ in range(3)]
    assert codes == [200, 200, 1600201]
    assert lab.get("setting/get")["data"]["setting"]["quotaLimits"][0]["quotaLimit"] == 2
    lab.steer("clock?seconds=86400")
    assert lab.get("product/getCategory")["code"] == 200


def test_every_call_is_remembered_with_its_time_and_without_secrets(lab):
    lab.get("product/getCategory")
    calls = lab.steer("requests?path=product/getCategory")
    assert [call["code"] for call in calls] == [200]
    assert calls[0]["at"] > 0
    everything = str(lab.steer("requests"))
    assert lab.token not in everything
    assert lab.simulator.world.first_account.key not in everything
