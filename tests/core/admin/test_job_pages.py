import pytest
from django.urls import reverse

from core.models import Event, Job
from tests import console_rows as rows

JOBS = reverse("admin:core_job_changelist")
State = Job.State


def do(client, action, keys, **more):
    return client.post(JOBS, {"action": action, "_selected_action": [str(key) for key in keys], **more}, follow=True)


def test_dead_jobs_are_grouped_by_cause_and_each_group_leads_to_its_jobs(page):
    rows.jobs(3)
    rows.jobs(2, error_class="Rejected")
    rows.jobs(4, state=State.DONE)
    groups = page.get(JOBS).context["job_causes"]
    assert [(g["kind"], g["error_class"], g["number"]) for g in groups] == [
        ("inventory.sync", "PartnerDown", 3),
        ("inventory.sync", "Rejected", 2),
    ]
    for group in groups:
        assert page.get(group["url"]).context["cl"].result_count == group["number"]


@pytest.mark.parametrize(
    ("action", "after"), [("retry_selected", State.PENDING), ("give_up_selected", State.CANCELLED)]
)
def test_an_act_shows_its_numbers_first_and_then_does_it(page, action, after):
    rows.jobs(3)
    keys = list(Job.objects.values_list("pk", flat=True))[:2]
    first = do(page, action, keys)
    assert first.context["confirmation"].numbers[0] == ("Jobs", 2)
    assert set(Job.objects.values_list("state", flat=True)) == {State.DEAD}
    do(page, action, keys, confirmed="yes")
    assert set(Job.objects.filter(pk__in=keys).values_list("state", flat=True)) == {after}
    assert Job.objects.exclude(pk__in=keys).get().state == State.DEAD
    assert Event.objects.filter(actor="boss", subject_type="core.job").count() == 2


def test_what_is_done_is_neither_retried_nor_given_up(page):
    rows.jobs(2, state=State.DONE)
    keys = list(Job.objects.values_list("pk", flat=True))
    for action in ("retry_selected", "give_up_selected"):
        answer = do(page, action, keys)
        assert str(answer.context["confirmation"].impossible) != ""
        do(page, action, keys, confirmed="yes")
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


def test_staff_who_may_only_look_have_no_acts(client, db):
    rows.jobs(1)
    client.force_login(rows.staff("viewer", "core.view_job"))
    answer = client.get(JOBS)
    assert answer.status_code == 200
    assert "retry_selected" not in answer.content.decode()
    do(client, "retry_selected", [Job.objects.get().pk], confirmed="yes")
    assert Job.objects.get().state == State.DEAD
