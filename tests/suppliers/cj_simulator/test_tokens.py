"""Pairs of tokens: how they are had, how long they live, what is refused."""

from datetime import datetime, timedelta

from suppliers.adapters.cj.simulator.world import KEY

LOGIN, REFRESH = "authentication/getAccessToken", "authentication/refreshAccessToken"


def test_a_pair_has_its_own_dates_in_the_time_of_shanghai(bare):
    data = bare.login()["data"]
    ends, created = (datetime.fromisoformat(data[name]) for name in ("accessTokenExpiryDate", "createDate"))
    assert ends.utcoffset() == timedelta(hours=8)
    assert ends - created == timedelta(days=15)
    assert data["openId"] == 123456789


def test_a_second_login_within_300_seconds_is_refused(bare):
    bare.login()
    refusal = bare.post(LOGIN, {"apiKey": KEY})
    assert (bare.status, refusal["code"]) == (429, 1600200)
    assert refusal["message"].endswith("1 time/300 second")
    bare.steer("clock?seconds=301")
    assert bare.post(LOGIN, {"apiKey": KEY})["code"] == 200


def test_the_newer_rule_gives_the_same_pair_for_a_day(bare):
    bare.steer("rules?login=cached")
    first = bare.login()["data"]
    assert bare.login()["data"]["accessToken"] == first["accessToken"]
    bare.steer("clock?seconds=86401")
    assert bare.login()["data"]["accessToken"] != first["accessToken"]


def test_a_token_ends_at_its_date_and_a_refresh_gives_a_pair_without_open_id(lab):
    refresh = lab.simulator.world.first_account.pairs[0].refresh
    lab.steer(f"clock?seconds={15 * 86_400 + 1}")
    assert lab.get("setting/get")["code"] == 1600001
    data = lab.post(REFRESH, {"refreshToken": refresh})["data"]
    assert "openId" not in data
    lab.token = data["accessToken"]
    assert lab.get("setting/get")["code"] == 200


def test_a_refresh_does_not_lengthen_the_refresh_token(lab):
    first = lab.simulator.world.first_account.pairs[0]
    ends = first.refresh_ends
    lab.steer("clock?seconds=86400")
    lab.post(REFRESH, {"refreshToken": first.refresh})
    assert lab.simulator.world.first_account.pairs[0].refresh_ends == ends


def test_a_used_refresh_token_is_worth_nothing(lab):
    refresh = lab.simulator.world.first_account.pairs[0].refresh
    lab.post(REFRESH, {"refreshToken": refresh})
    assert lab.post(REFRESH, {"refreshToken": refresh})["code"] == 1600003


def test_the_sixth_refresh_in_a_minute_is_refused(lab):
    for _ in range(5):
        refresh = lab.simulator.world.first_account.pairs[0].refresh
        assert lab.post(REFRESH, {"refreshToken": refresh})["code"] == 200
    refresh = lab.simulator.world.first_account.pairs[0].refresh
    assert (lab.post(REFRESH, {"refreshToken": refresh})["code"], lab.status) == (1600200, 429)


def test_logout_ends_both_tokens(lab):
    refresh = lab.simulator.world.first_account.pairs[0].refresh
    assert lab.post("authentication/logout", {})["data"] is True
    assert lab.get("setting/get")["code"] == 1600001
    assert lab.post(REFRESH, {"refreshToken": refresh})["code"] == 1600003
