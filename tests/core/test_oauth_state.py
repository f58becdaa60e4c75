"""The state of an authorisation: good once, for who asked, for ten minutes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.models import OAuthState
from core.oauth_state import Asker, StateRefused, issue, redeem

pytestmark = pytest.mark.django_db
OLIVIA = Asker("7", "session-1")


def test_a_state_gives_its_account_once():
    state = issue("acme", "12", OLIVIA)
    assert redeem(state, "acme", OLIVIA) == "12"
    with pytest.raises(StateRefused, match="came twice"):
        redeem(state, "acme", OLIVIA)


def test_two_states_never_are_the_same():
    assert len({issue("acme", "12", OLIVIA) for _ in range(20)}) == 20


def test_of_two_answers_at_the_same_moment_one_counts():
    state = issue("acme", "12", OLIVIA)

    def overtaken(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            with connection.cursor() as cursor:
                cursor.cursor.execute('DELETE FROM "core_oauthstate"')
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtaken), pytest.raises(StateRefused, match="came twice"):
        redeem(state, "acme", OLIVIA)


@pytest.mark.parametrize("asker", [Asker("8", "session-1"), Asker("7", "session-2"), Asker("", "")])
def test_somebody_else_s_state_is_refused_and_stays_good(asker):
    state = issue("acme", "12", OLIVIA)
    with pytest.raises(StateRefused, match="somebody else, or in another session"):
        redeem(state, "acme", asker)
    assert redeem(state, "acme", OLIVIA) == "12"


def test_another_partner_s_state_is_unknown():
    with pytest.raises(StateRefused, match="not begun here"):
        redeem(issue("acme", "12", OLIVIA), "other", OLIVIA)


@pytest.mark.parametrize("state", ["", "x", "é" * 500, "\ud800"])
def test_a_made_up_state_is_unknown(state):
    with pytest.raises(StateRefused, match="not begun here"):
        redeem(state, "acme", OLIVIA)


def test_an_ended_state_is_refused_and_swept_out_by_the_next_one():
    state = issue("acme", "12", OLIVIA)
    OAuthState.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    issue("acme", "12", OLIVIA)
    assert OAuthState.objects.count() == 1
    with pytest.raises(StateRefused, match="not begun here"):
        redeem(state, "acme", OLIVIA)


def test_an_ended_state_that_is_still_there_says_that_it_took_too_long():
    state = issue("acme", "12", OLIVIA)
    OAuthState.objects.update(expires_at=timezone.now())
    with pytest.raises(StateRefused, match="more than ten minutes"):
        redeem(state, "acme", OLIVIA)
