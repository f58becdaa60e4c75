"""Purchases that wait for a job which is gone get it back."""

import pytest

from core.jobs import lost
from core.models import Job
from orders.ledger import watching

pytestmark = pytest.mark.django_db


def lose_the_job_of(row):
    assert Job.objects.filter(dedupe_key=f"place:{row.client_no}").delete()[0] == 1


def test_a_purchase_whose_job_is_gone_is_filed_again(desk):
    row = desk.approved()
    assert watching.watch() == 0
    lose_the_job_of(row)

    assert watching.watch() == 1
    assert Job.objects.get(dedupe_key=f"place:{row.client_no}").state == "pending"
    assert watching.watch() == 0


def test_the_one_that_lost_its_job_is_found_behind_however_many_wait(desk, monkeypatch):
    monkeypatch.setattr(lost, "PORTION", 2)
    rows = [desk.approved() for _ in range(5)]
    lose_the_job_of(rows[-1])

    assert watching.watch() == 1
    assert Job.objects.filter(dedupe_key=f"place:{rows[-1].client_no}", state="pending").count() == 1


def test_many_that_wait_cost_no_more_queries_than_one(desk, django_assert_num_queries):
    desk.approved()
    queries = 7  # five for the alerts, the purchases, and their jobs
    with django_assert_num_queries(queries):
        watching.watch()
    for _ in range(3):
        desk.approved()
    with django_assert_num_queries(queries):
        watching.watch()
