"""What a seller still needs there, and the choices that stand in each listing: read by a job, kept."""

import pytest

from core.jobs import run_due
from core.models import Event
from marketplaces.actions.shops import selling_choices
from marketplaces.interface import ReadinessCheck, SellingSetting, SettingChoice

pytestmark = pytest.mark.django_db
ONE, MANY = (SettingChoice("r1", "30 days"),), (SettingChoice("p1", "One"), SettingChoice("p2", "Two"))


def test_the_list_and_the_choices_are_read_by_a_job_and_kept(big_account, big):
    big.checks = (ReadinessCheck("location", False), ReadinessCheck("policies", None), ReadinessCheck("seller", True))
    big.settings = (
        SellingSetting("returns", ONE),
        SellingSetting("payment", MANY),
        SellingSetting("extra", ONE, False),
    )
    selling_choices.start_checking(big_account, "ana")
    assert big.calls == []
    run_due(5)
    big_account.refresh_from_db()
    assert [each["code"] for each in selling_choices.missing(big_account)] == ["location"]
    assert big_account.selling_choices[0] == {"name": "returns", "is_required": True, "choices": [["r1", "30 days"]]}
    assert big_account.selling_settings == {"returns": "r1"}  # the only one, and it must be made
    assert big_account.readiness_checked_at is not None


def test_a_choice_that_staff_made_stays(big_account, big):
    big.settings = (SellingSetting("returns", ONE),)
    selling_choices.set_choices(big_account, {"returns": "r9"}, "ana")
    selling_choices.start_checking(big_account, "ana")
    run_due(5)
    big_account.refresh_from_db()
    assert big_account.selling_settings == {"returns": "r9"}


def test_choices_are_written_down_and_taken_back_by_an_empty_value(big_account, big):
    assert selling_choices.set_choices(big_account, {"returns": "r1", "payment": ""}, "ana")
    assert not selling_choices.set_choices(big_account, {"returns": "r1"}, "ana")
    assert Event.objects.filter(kind="marketplace_account.changed").count() == 1
    assert selling_choices.set_choices(big_account, {"returns": ""}, "ana")
    big_account.refresh_from_db()
    assert big_account.selling_settings == {}


def test_a_marketplace_without_such_a_list_has_nothing_missing(account, market):
    selling_choices.start_checking(account, "ana")
    run_due(5)
    account.refresh_from_db()
    assert (account.readiness, account.selling_choices) == ([], [])
    assert account.readiness_checked_at is not None
