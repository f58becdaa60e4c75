"""The runs' pages: what they show, and that each button asks first and then does what it says."""

import pytest
from django.urls import reverse

from core.models import SyncChange, SyncIssue, SyncRun
from tests import console_rows as rows

State = SyncRun.State
RUNS = reverse("admin:core_syncrun_changelist")


def acme(state, **values):
    return rows.run(state, "parts", partner="acme", **values)


def act(run, name):
    return reverse("admin:core_syncrun_act", args=[run.pk, name])


def change(run):
    return reverse("admin:core_syncrun_change", args=[run.pk])


def test_runs_that_wait_for_a_decision_stand_first(page, desk):
    done, held, running = acme(State.DONE), acme(State.HELD), acme(State.RUNNING)
    newest = acme(State.DONE)
    listed = [run.pk for run in page.get(RUNS).context["cl"].result_list]
    assert listed == [held.pk, running.pk, newest.pk, done.pk]


def test_a_broken_run_counts_until_a_later_one_goes_well(page, desk):
    broken = acme(State.FAILED)
    url = f"{RUNS}?attention=broken"
    assert [run.pk for run in page.get(url).context["cl"].result_list] == [broken.pk]
    acme(State.DONE)
    assert page.get(url).context["cl"].result_count == 0


def test_a_later_failure_does_not_make_an_earlier_one_good(page, desk):
    acme(State.FAILED)
    acme(State.INTERRUPTED)
    assert page.get(f"{RUNS}?attention=broken").context["cl"].result_count == 2


def test_the_detail_says_why_it_is_held_and_what_comes_next(page, desk):
    run = acme(State.HELD, hold_reasons=[{"code": "zero_stock"}], staged=2)
    html = page.get(change(run)).content.decode()
    assert "held by zero_stock" in html
    assert "Look at the changes, then approve or discard them." in html


def test_the_changes_come_biggest_first_and_by_field(page, desk):
    run = acme(State.HELD)
    rows.changes(run, 3)
    rows.changes(run, 2, field="stock")
    shown = page.get(change(run)).context["run_changes"]
    assert [item.weight for item in shown["page"]] == [3.0, 2.0, 2.0, 1.0, 1.0]
    assert (shown["waiting"], shown["total"]) == (5, 5)
    only_stock = page.get(change(run) + "?changes=stock").context["run_changes"]
    assert {item.field for item in only_stock["page"]} == {"stock"}


def test_many_changes_are_paged(page, desk):
    run = acme(State.HELD)
    rows.changes(run, 150)
    shown = page.get(change(run) + "?page=2").context["run_changes"]["page"]
    assert (len(shown.object_list), shown.paginator.num_pages) == (50, 2)


def test_issues_are_grouped_by_cause_with_a_count_and_an_example_in_words(page, desk):
    run = acme(State.DONE, errors=3, warnings=1)
    rows.issues(run, 3, code="price_missing")
    rows.issues(run, 1, code="name_cut", severity="warning")
    groups = page.get(change(run)).context["run_issues"]
    assert [(g["code"], g["number"], g["words"]) for g in groups] == [
        ("price_missing", 3, "words for price_missing"),
        ("name_cut", 1, "words for name_cut"),
    ]


def test_a_group_of_issues_leads_to_exactly_its_issues(page, desk):
    run, other = acme(State.DONE, errors=3), acme(State.DONE, errors=1)
    rows.issues(run, 3)
    rows.issues(run, 2, code="sku_too_long")
    rows.issues(other, 1)
    group = page.get(change(run)).context["run_issues"][0]
    assert page.get(group["url"]).context["cl"].result_count == group["number"] == 3


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.QUEUED, ["cancel"]),
        (State.RUNNING, ["cancel"]),
        (State.INTERRUPTED, ["resume", "cancel"]),
        (State.HELD, ["approve", "discard"]),
        (State.FAILED, ["resume"]),
        (State.DONE, []),
        (State.CANCELLED, []),
        (State.DISCARDED, []),
    ],
)
def test_a_state_has_its_buttons_and_no_others(page, desk, state, expected):
    run = acme(state)
    assert [button["name"] for button in page.get(change(run)).context["run_buttons"]] == expected


def test_retry_says_how_many_items_it_would_ask_for(page, desk):
    run = acme(State.DONE, errors=2)
    rows.issues(run, 2)
    assert [button["title"] for button in page.get(change(run)).context["run_buttons"]] == ["Retry errors (2)"]


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        ("approve", State.HELD, ("approve", None, "boss")),
        ("discard", State.HELD, ("discard", "boss")),
        ("resume", State.FAILED, ("resume", "boss")),
        ("cancel", State.RUNNING, ("cancel", "boss")),
    ],
)
def test_a_button_asks_with_numbers_and_acts_on_the_second_click(page, desk, name, state, expected):
    run = acme(state)
    rows.changes(run, 2)
    first = page.get(act(run, name))
    assert first.status_code == 200
    assert first.context["confirmation"].numbers
    assert desk.asked == []
    second = page.post(act(run, name), {"confirmed": "yes"})
    assert second.status_code == 302
    assert desk.asked == [(expected[0], run.pk, *expected[1:])]


def test_opening_the_confirmation_or_posting_without_it_changes_nothing(page, desk):
    run = acme(State.HELD)
    page.get(act(run, "approve"))
    page.post(act(run, "approve"))
    assert desk.asked == []


def test_a_run_that_has_moved_on_is_left_alone_and_the_page_says_so(page, desk):
    run = acme(State.DONE)
    answer = page.post(act(run, "approve"), {"confirmed": "yes"}, follow=True)
    assert desk.asked == []
    assert "The run has moved on" in answer.content.decode()


def test_a_refusal_is_shown_in_words(page, desk):
    desk.refusal = "Run #1 has been at it since noon."
    answer = page.post(reverse("admin:core_syncrun_start", args=["acme", "parts"]), {"confirmed": "yes"}, follow=True)
    assert "Run #1 has been at it since noon." in answer.content.decode()


def test_start_files_a_run_and_leads_to_it(page, desk):
    url = reverse("admin:core_syncrun_start", args=["acme", "parts"])
    assert page.get(url).status_code == 200
    answer = page.post(url, {"confirmed": "yes"})
    run = SyncRun.objects.get()
    assert desk.asked == [("start", "parts", "boss")]
    assert answer["Location"] == change(run)


def test_start_says_who_is_at_it_and_has_no_button_then(page, desk):
    acme(State.RUNNING)
    confirmation = page.get(reverse("admin:core_syncrun_start", args=["acme", "parts"])).context["confirmation"]
    assert "has been at it since" in confirmation.impossible


@pytest.mark.parametrize("path", [("acme", "wheels"), ("nobody", "parts")])
def test_an_unknown_partner_or_kind_is_not_found(page, desk, path):
    assert page.get(reverse("admin:core_syncrun_start", args=path)).status_code == 404


def test_selected_changes_are_shown_once_more_and_then_approved_alone(page, desk):
    run = acme(State.HELD)
    staged = rows.changes(run, 3)
    url = reverse("admin:core_syncrun_approve_selected", args=[run.pk])
    chosen = [str(staged[0].pk), str(staged[2].pk)]
    first = page.post(url, {"change": chosen})
    assert len(first.context["confirmation"].rows) == 2
    assert desk.asked == []
    page.post(url, {"change": chosen, "confirmed": "yes"})
    assert desk.asked == [("approve", run.pk, [staged[0].pk, staged[2].pk], "boss")]


def test_changes_of_another_run_or_already_decided_are_not_approved(page, desk):
    run, other = acme(State.HELD), acme(State.HELD)
    foreign, decided = rows.changes(other, 1)[0], rows.changes(run, 1)[0]
    SyncChange.objects.filter(pk=decided.pk).update(state=SyncChange.State.APPLIED)
    url = reverse("admin:core_syncrun_approve_selected", args=[run.pk])
    answer = page.post(url, {"change": [foreign.pk, decided.pk, "x"], "confirmed": "yes"}, follow=True)
    assert desk.asked == []
    assert "Tick at least one waiting change first." in answer.content.decode()


def test_the_csv_holds_every_change_and_runs_no_formula(page, desk):
    run = acme(State.HELD)
    rows.changes(run, 2)
    SyncChange.objects.filter(run=run, object_id=1).update(label="=HYPERLINK(1)", new="-1")
    answer = page.get(reverse("admin:core_syncrun_changes_csv", args=[run.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 3
    assert lines[1] == "1001,'=HYPERLINK(1),price,100.00,-1,waiting"
    assert answer["Content-Disposition"] == f'attachment; filename="run-{run.pk}-changes.csv"'


def test_progress_tells_what_the_bars_need(page, desk):
    run = acme(State.RUNNING, pages=3, pages_expected=10, total=300, items_expected=1000)
    answer = page.get(reverse("admin:core_syncrun_progress") + f"?ids={run.pk},x,-1,99999999999999999999999").json()
    assert [(r["id"], r["state"], r["percent"], r["counts"]["total"], r["finished"]) for r in answer["runs"]] == [
        (run.pk, "running", 30, "300", False)
    ]


def test_progress_is_not_for_strangers(client, desk, db):
    run = acme(State.RUNNING)
    url = reverse("admin:core_syncrun_progress") + f"?ids={run.pk}"
    assert client.get(url).status_code == 302
    client.force_login(rows.staff("eve", "core.view_job"))
    assert client.get(url).status_code == 403


def test_staff_who_may_only_look_see_no_button_and_can_do_nothing(client, desk, db):
    client.force_login(rows.staff("viewer", "core.view_syncrun", "core.view_syncissue"))
    run = acme(State.HELD)
    staged = rows.changes(run, 1)
    shown = client.get(change(run))
    assert shown.context["run_buttons"] == []
    assert 'name="change"' not in shown.content.decode()
    assert client.get(RUNS).context["start_buttons"] == []
    for url in (
        act(run, "approve"),
        reverse("admin:core_syncrun_start", args=["acme", "parts"]),
        reverse("admin:core_syncrun_approve_selected", args=[run.pk]),
    ):
        assert client.post(url, {"confirmed": "yes", "change": [staged[0].pk]}).status_code == 403
    assert desk.asked == []
    assert SyncIssue.objects.count() == 0


def test_counts_are_words_that_lead_to_their_issues(page, desk):
    run = rows.run(partner="acme", kind="parts", errors=3, warnings=1)
    rows.issues(run, 3)
    rows.issues(run, 1, severity="warning", code="name_cut")
    html = page.get(reverse("admin:core_syncrun_changelist")).content.decode()
    address = f"{reverse('admin:core_syncissue_changelist')}?run__id__exact={run.pk}&amp;severity__exact="
    assert f'href="{address}error">3 errors</a>' in html
    assert f'href="{address}warning">1 warning</a>' in html
    found = page.get(f"{address}error".replace("&amp;", "&")).context["cl"].result_count
    assert found == 3


def test_a_held_run_has_its_review_button_and_says_what_would_change(page, desk):
    held = rows.run(SyncRun.State.HELD, partner="acme", kind="parts")
    rows.changes(held, 4, field="stock")
    rows.run(partner="acme", kind="parts")
    html = page.get(reverse("admin:core_syncrun_changelist")).content.decode()
    assert "4 of stock" in html
    assert html.count("rate_review") == 1


def test_every_run_is_in_exactly_one_tab(page, desk):
    for state in SyncRun.State:
        rows.run(state, partner="acme", kind="parts")
    rows.run(SyncRun.State.FAILED, partner="acme", kind="parts")
    url = reverse("admin:core_syncrun_changelist")
    tabs = page.get(url).context["tabs"]
    counts = {str(tab["title"]): page.get(f"{url}?{tab['query']}").context["cl"].result_count for tab in tabs}
    assert counts == {str(tab["title"]): int(tab["number"]) for tab in tabs}
    assert counts["Needs me"] + counts["Running"] + counts["Done"] == counts["All"] == 9


def test_of_several_holds_the_biggest_comes_first(page, desk):
    reasons = [{"code": "few", "count": 2}, {"code": "many", "count": 90}]
    run = rows.run(SyncRun.State.HELD, partner="acme", kind="parts", hold_reasons=reasons)
    answer = page.get(reverse("admin:core_syncrun_change", args=[run.pk]))
    assert answer.context["run_why"] == ["held by many", "held by few"]


def test_the_issues_open_on_what_is_open_with_its_causes(page, desk):
    run = rows.run(partner="acme", kind="parts")
    rows.issues(run, 3)
    SyncIssue.objects.filter(external_id="1").update(resolved_at=run.finished_at)
    url = reverse("admin:core_syncissue_changelist")
    answer = page.get(url)
    assert answer.context["cl"].result_count == 2
    assert [(group["number"], group["remedy"]) for group in answer.context["issue_causes"]] == [
        ("2", "remedy for price_missing")
    ]
    assert reverse("admin:core_syncrun_act", args=[run.pk, "retry-issues"]) in answer.content.decode()
    assert page.get(f"{url}?open=all").context["cl"].result_count == 3
    assert page.get(f"{url}?run__id__exact={run.pk}").context["cl"].result_count == 3
