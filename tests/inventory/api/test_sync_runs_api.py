from decimal import Decimal

import pytest
from django.utils import timezone, translation

from core.models import IdempotentAnswer, Job, SyncChange, SyncIssue, SyncRun
from inventory.models import Product
from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Api(make_key("sync"))


@pytest.fixture
def reader():
    return Api(make_key("read"))


def make_run(**values):
    return SyncRun.objects.create(**{"partner": "b2b", "kind": "products", "state": "done", **values})


def running(**values):
    return make_run(state="running", started_at=timezone.now(), heartbeat_at=timezone.now(), lease_token="t", **values)


@pytest.fixture
def held():
    run = make_run(
        state="held", is_complete=True, hold_reasons=[{"code": "price_jump", "count": 1, "active": 2}], staged=2
    )
    for price in ("10", "20"):
        product = make_product(price=Decimal(price), external={})
        SyncChange.objects.create(
            run=run,
            object_id=product.pk,
            external_id=product.external.external_id,
            label=product.title,
            field="price",
            old=price,
            new="99",
            weight=float(price),
            counts_item=True,
        )
    return run


def prices():
    return [str(price.normalize()) for price in Product.objects.order_by("pk").values_list("price", flat=True)]


def test_a_start_is_accepted_with_the_address_of_the_queued_run_and_files_its_job(api, reader):
    answer = api.post("/api/sync-runs", {"kind": "products", "site_id": "4", "full": True})

    assert answer.status_code == 202
    run = SyncRun.objects.get()
    assert answer.headers["Location"] == f"http://testserver/api/sync-runs/run_{run.pk}"
    assert (run.kind, run.scope, run.is_full, run.state, run.trigger) == ("products", "4", True, "queued", "api")
    assert run.started_by.startswith("api:program")
    assert Job.objects.get(kind="inventory.sync").payload == {"run_id": run.pk}
    body = reader.get(answer.headers["Location"]).json()
    assert body == answer.json()
    assert (body["id"], body["state"], body["site_id"]) == (f"run_{run.pk}", "queued", "4")


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "kind"),
        ({"kind": "orders"}, "kind"),
        ({"kind": "categories", "site_id": "4"}, "site_id"),
        ({"kind": "products", "site_id": 4}, "site_id"),
        ({"kind": "products", "site_id": ""}, "site_id"),
        ({"kind": "products", "full": "yes"}, "full"),
        ({"kind": "products", "state": "done"}, "state"),
        ({"kind": "products", "started_by": "somebody"}, "started_by"),
        ([], None),
        ("products", None),
        (None, "kind"),
    ],
)
def test_a_start_that_cannot_be_understood_files_nothing(api, body, attr):
    answer = api.post("/api/sync-runs", body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] in (attr, "non_field_errors" if attr is None else attr)
    assert (SyncRun.objects.count(), Job.objects.count()) == (0, 0)


def test_a_run_at_work_refuses_a_second_start_and_says_since_when(api):
    busy = running()

    answer = api.post("/api/sync-runs", {"kind": "products"})

    assert (answer.status_code, code_of(answer)) == (409, "already_running")
    assert answer.json()["context"] == {"since": busy.started_at.isoformat(), "run": f"run_{busy.pk}"}
    assert answer.headers["Location"].endswith(f"/api/sync-runs/run_{busy.pk}")
    assert api.post("/api/sync-runs", {"kind": "categories"}).status_code == 202


def test_the_same_idempotency_key_and_body_start_one_run_and_get_one_answer(api):
    first = api.post("/api/sync-runs", {"kind": "products", "full": False}, **{"Idempotency-Key": "k-1"})
    second = api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"})

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (SyncRun.objects.count(), Job.objects.count()) == (1, 1)


def test_the_same_idempotency_key_with_another_body_is_a_422(api):
    api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"})

    answer = api.post("/api/sync-runs", {"kind": "categories"}, **{"Idempotency-Key": "k-1"})

    assert (answer.status_code, code_of(answer)) == (422, "idempotency_key_reused")
    assert SyncRun.objects.count() == 1


def test_an_idempotency_key_belongs_to_its_caller(api):
    other = Api(make_key("sync"))
    api.post("/api/sync-runs", {"kind": "categories"}, **{"Idempotency-Key": "k-1"})

    assert other.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"}).status_code == 202
    assert SyncRun.objects.count() == 2


def test_a_refused_start_keeps_no_answer_so_its_idempotency_key_may_try_again(api):
    busy = running()
    assert api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"}).status_code == 409
    busy.delete()

    assert api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"}).status_code == 202


def test_an_idempotency_key_is_forgotten_after_a_day(api):
    api.post("/api/sync-runs", {"kind": "categories"}, **{"Idempotency-Key": "k-1"})
    IdempotentAnswer.objects.update(created_at=timezone.now() - timezone.timedelta(hours=25))

    assert api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": "k-1"}).status_code == 202


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "é"])
def test_an_idempotency_key_that_is_none_is_refused(api, key):
    answer = api.post("/api/sync-runs", {"kind": "products"}, **{"Idempotency-Key": key.encode().decode("latin-1")})

    assert answer.status_code == 400
    assert SyncRun.objects.count() == 0


@pytest.mark.parametrize("action", ["approve", "discard", "cancel", "resume", "retry-errors"])
def test_a_key_that_may_only_read_changes_no_run(reader, held, action):
    before = list(SyncRun.objects.values())

    assert reader.post(f"/api/sync-runs/run_{held.pk}/{action}").status_code == 403
    assert reader.post("/api/sync-runs", {"kind": "products"}).status_code == 403
    assert list(SyncRun.objects.values()) == before


def test_a_held_run_says_in_plain_english_why_whatever_the_callers_language(held):
    translation.activate("fr")

    body = Api(make_key("read"), **{"Accept-Language": "fr"}).get(f"/api/sync-runs/run_{held.pk}").json()

    assert body["hold_reasons"] == [
        {
            "code": "price_jump",
            "text": "The price of 1 products would change sharply; 2 are sold.",
            "values": {"count": 1, "active": 2},
        }
    ]
    assert body["counts"]["staged"] == 2


def test_staged_changes_are_listed_with_the_biggest_first(reader, held):
    rows = reader.get(f"/api/sync-runs/run_{held.pk}/changes", ordering="-weight", page_size=1).json()

    [row] = rows["results"]
    assert (row["field"], row["old"], row["new"], row["state"]) == ("price", "20", "99", "staged")
    assert row["product"] == f"prd_{Product.objects.last().pk}"
    [second] = reader.get(rows["next"]).json()["results"]
    assert second["old"] == "10"


def test_approving_all_lets_the_changes_take_effect_and_ends_the_run(api, held):
    answer = api.post(f"/api/sync-runs/run_{held.pk}/approve")

    assert (answer.status_code, answer.json()["state"]) == (200, "done")
    assert prices() == ["99", "99"]


def test_approving_some_leaves_the_others_waiting(api, held):
    chosen = held.changes.order_by("pk").first()

    answer = api.post(f"/api/sync-runs/run_{held.pk}/approve", {"change_ids": [f"chg_{chosen.pk}"]})

    assert (answer.status_code, answer.json()["state"]) == (200, "held")
    assert prices() == ["99", "2E+1"]


@pytest.mark.parametrize("ids", [["chg_999999"], [], ["5"], ["prd_1"], "chg_1", ["chg_1"] * 5001])
def test_change_ids_that_do_not_wait_in_the_run_change_nothing(api, held, ids):
    answer = api.post(f"/api/sync-runs/run_{held.pk}/approve", {"change_ids": ids})

    assert answer.status_code == 400
    assert prices() == ["1E+1", "2E+1"]


def test_changes_of_another_run_cannot_be_approved_through_this_one(api, held):
    other = make_run(state="held")

    answer = api.post(f"/api/sync-runs/run_{other.pk}/approve", {"change_ids": [f"chg_{held.changes.first().pk}"]})

    assert answer.status_code == 400
    assert prices() == ["1E+1", "2E+1"]


def test_discarding_drops_the_changes(api, held):
    answer = api.post(f"/api/sync-runs/run_{held.pk}/discard")

    assert (answer.status_code, answer.json()["state"]) == (200, "discarded")
    assert prices() == ["1E+1", "2E+1"]


def test_cancelling_a_queued_run_ends_it_and_a_running_one_is_asked_to_stop(api):
    queued, busy = make_run(state="queued"), running(kind="categories")

    assert api.post(f"/api/sync-runs/run_{queued.pk}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/api/sync-runs/run_{busy.pk}/cancel").json()["state"] == "running"
    busy.refresh_from_db()
    assert busy.cancel_requested is True


def test_resuming_an_interrupted_run_files_a_job_that_is_due(api):
    run = make_run(state="interrupted")

    answer = api.post(f"/api/sync-runs/run_{run.pk}/resume")

    assert answer.status_code == 202
    assert answer.headers["Location"].endswith(f"run_{run.pk}")
    assert Job.objects.get(kind="inventory.sync").state == "pending"


def test_resuming_a_run_whose_first_job_has_ended_makes_it_due_again(api):
    started = api.post("/api/sync-runs", {"kind": "products"}).json()["id"]
    Job.objects.update(state="dead")
    SyncRun.objects.update(state="failed")

    assert api.post(f"/api/sync-runs/{started}/resume").status_code == 202
    assert Job.objects.filter(kind="inventory.sync", state="pending").count() == 1


def test_refused_items_are_taken_again_in_a_run_of_their_own(api):
    raw = '{"id": 5, "name": "Rice", "price": "12.00", "stock": 3, "sku": "R"}'
    run = make_run(errors=1)
    issue = SyncIssue.objects.create(run=run, external_id="5", code="price_unreadable", raw=raw)

    answer = api.post(f"/api/sync-runs/run_{run.pk}/retry-errors")

    assert answer.status_code == 200
    assert answer.json()["id"] != f"run_{run.pk}"
    assert answer.json()["counts"]["created"] == 1
    issue.refresh_from_db()
    assert issue.resolved_at is not None


@pytest.mark.parametrize("action", ["approve", "discard", "cancel", "resume", "retry-errors"])
def test_what_a_runs_state_does_not_allow_is_a_409_that_names_the_state(api, action):
    run = make_run(state="done")

    answer = api.post(f"/api/sync-runs/run_{run.pk}/{action}")

    assert (answer.status_code, code_of(answer)) == (409, "not_possible")
    assert answer.json()["context"] == {"state": "done"}


@pytest.mark.parametrize("action", ["approve", "discard", "cancel", "resume", "retry-errors", "issues", "changes", ""])
def test_an_unknown_run_is_a_404(api, action):
    path = f"/api/sync-runs/run_999/{action}"
    answer = api.get(path) if action in ("issues", "changes", "") else api.post(path)

    assert (answer.status_code, code_of(answer)) == (404, "not_found")


def test_an_action_takes_no_fields(api, held):
    answer = api.post(f"/api/sync-runs/run_{held.pk}/discard", {"state": "done"})

    assert (answer.status_code, code_of(answer)) == (400, "unknown_field")
    held.refresh_from_db()
    assert held.state == "held"


def test_issues_are_listed_with_their_cause_in_words_and_without_the_raw_item(reader):
    run = make_run()
    SyncIssue.objects.create(
        run=run, external_id="5", field="price", code="price_negative", values={"value": "-3"}, raw='{"secret": 1}'
    )
    SyncIssue.objects.create(run=run, code="name_cut", severity="warning", resolved_at=timezone.now())

    [row] = reader.get(f"/api/sync-runs/run_{run.pk}/issues", resolved="false").json()["results"]

    assert (row["code"], row["text"]) == ("price_negative", "The price is negative: -3.")
    assert "raw" not in row
    assert len(reader.get(f"/api/sync-runs/run_{run.pk}/issues", severity="warning").json()["results"]) == 1
    assert reader.get(f"/api/sync-runs/run_{run.pk}/issues", code="other").json()["results"] == []


def test_a_failed_run_tells_what_happened_the_cause_and_the_remedy(reader):
    run = make_run(state="failed", error_code="credentials", error="401 from the service")

    error = reader.get(f"/api/sync-runs/run_{run.pk}").json()["error"]

    assert error["code"] == "credentials"
    assert error["message"].startswith("Authentication failed. ")
    assert "press its test button" in error["message"]


def test_runs_are_listed_newest_first_and_chosen_by_kind_and_state(reader):
    first, second = make_run(kind="categories"), make_run(state="failed")

    def ids(**query):
        return [row["id"] for row in reader.get("/api/sync-runs", **query).json()["results"]]

    assert ids() == [f"run_{second.pk}", f"run_{first.pk}"]
    assert ids(kind="categories") == [f"run_{first.pk}"]
    assert ids(state="failed") == [f"run_{second.pk}"]


@pytest.mark.parametrize("rows", [1, 20])
def test_pages_of_runs_issues_and_changes_cost_the_same_few_queries(reader, rows, django_assert_num_queries):
    run = make_run(hold_reasons=[{"code": "empty", "active": 3}])
    for number in range(rows):
        make_run()
        SyncIssue.objects.create(run=run, code="name_cut")
        SyncChange.objects.create(run=run, object_id=number, external_id="5", field="price")
    reader.get("/api/sync-runs")

    with django_assert_num_queries(2):
        assert len(reader.get("/api/sync-runs").json()["results"]) == rows + 1
    with django_assert_num_queries(3):
        assert len(reader.get(f"/api/sync-runs/run_{run.pk}/issues").json()["results"]) == rows
    with django_assert_num_queries(3):
        assert len(reader.get(f"/api/sync-runs/run_{run.pk}/changes").json()["results"]) == rows


def test_a_job_is_read_with_its_progress_and_its_last_error(reader):
    job = Job.objects.create(
        kind="inventory.sync",
        run_at=timezone.now(),
        progress={"done": 4, "total": 15},
        error_class="PartnerDown",
        error="refused",
    )

    body = reader.get(f"/api/jobs/job_{job.pk}").json()

    assert (body["id"], body["state"], body["progress"]) == (f"job_{job.pk}", "pending", {"done": 4, "total": 15})
    assert body["error"] == {"code": "PartnerDown", "message": "refused"}
    assert "payload" not in body
    assert "lease_token" not in body
    assert [row["id"] for row in reader.get("/api/jobs", state="pending").json()["results"]] == [f"job_{job.pk}"]
    assert reader.get("/api/jobs/job_999").status_code == 404


def test_the_dashboards_figures_are_those_of_the_rows(reader, held):
    body = reader.get("/api/dashboard/stats").json()

    figures = {figure["code"]: figure["number"] for figure in body["figures"]}
    needs = {figure["code"]: figure["number"] for figure in body["needs"]}
    assert figures["products"] == 2
    assert needs["held"] == 1
