"""One account at a supplier, shared by many processes: its token, its rate, its allowance, its breaker.

On SQLite and, with `DATABASE_URL`, on PostgreSQL; rates in the database and in Redis.
"""

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from core import budget
from core.credentials import TokenGrant, TokenKeeper
from core.crypto import Secret
from core.models import CallBudget, CircuitBreaker, Event, Job, RateLimitBucket
from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.catalogue import Catalogue
from suppliers.adapters.cj.simulator.tokens import _issue as pair_of
from suppliers.adapters.cj.simulator.tokens import expire_tokens
from suppliers.models import SupplierAccount
from tests.faults.processes import wait_until

pytestmark = pytest.mark.faults

LOGIN, REFRESH, WHO = "authentication/getAccessToken", "authentication/refreshAccessToken", "setting/get"


@pytest.fixture
def cj():
    simulator = CJSimulator(Catalogue(20))
    with SimulationServer({"cj": simulator}) as server:
        simulator.settings = simulator.environment(server.origin("cj"))
        yield simulator


def asked(cj, path=""):
    return [request["path"] for request in cj.calls(path)]


def connected(cj, **values):
    """An account whose tokens the partner has given and knows. The rate is out of the way unless the test is about it."""
    cj.set_rule("limit_rate", False)
    key = cj.settings["CJ_API_KEY"]
    account = SupplierAccount.objects.create(
        name="CJ main", supplier="cj-dropshipping", api_key=key, calls_per_second=100.0
    )
    pair = pair_of(cj.world, cj.world.first_account)
    grant = TokenGrant(Secret(pair.access), pair.access_ends, Secret(pair.refresh), pair.refresh_ends)
    TokenKeeper(account, lambda _row: grant).current()
    SupplierAccount.objects.filter(pk=account.pk).update(**values)
    account.refresh_from_db()
    return account


def expire(cj, account):
    """The access token has ended, here and there."""
    expire_tokens(cj.world.first_account, cj.world)
    now = timezone.now()
    SupplierAccount.objects.filter(pk=account.pk).update(
        token_issued_at=now - timedelta(days=15), access_expires_at=now - timedelta(seconds=1)
    )


def processes(hub, cj, account, count, seconds=0.0, lead=0.3):
    """Starts the processes, lets all of them load, and gives them one moment to begin at."""
    starts_at = time.time() + lead
    return [hub.start("-m", "tests.faults.asking", account.pk, starts_at, seconds, **cj.settings) for _ in range(count)]


def test_eight_processes_with_an_expired_token_cost_one_refresh(hub, cj):
    account = connected(cj)
    expire(cj, account)
    cj.add_fault(f"slow=0.5@{REFRESH}")
    for proc in processes(hub, cj, account, 8, lead=12):
        assert proc.wait(60) == 0, proc.output()
    assert asked(cj, REFRESH) == [REFRESH]
    assert asked(cj, LOGIN) == []
    assert len(asked(cj, WHO)) == 8
    account.refresh_from_db()
    assert (account.token_version, account.state) == (2, "ok")


def test_two_starts_within_300_seconds_log_in_once(hub, cj):
    for _ in range(2):
        said = hub.manage("test_supplier_connection", "cj-dropshipping", **cj.settings)
        assert "Connected to CJ Dropshipping" in said
    assert asked(cj, LOGIN) == [LOGIN]
    assert asked(cj, REFRESH) == []


def test_a_crash_between_the_new_pair_and_its_row_is_recovered_by_a_login(hub, cj):
    account = connected(cj)
    expire(cj, account)
    job = hub.file("faults.connect", account=account.pk, times=1)
    assert hub.start("manage.py", "worker", HUB_CRASH_AT="token.issued", **cj.settings).wait() == 137
    account.refresh_from_db()
    assert account.token_version == 1
    forget_the_dead_holder(account)
    hub.worker(JOB_LEASE_SECONDS=2, **cj.settings)
    hub.wait_for_state(job, "done")
    assert asked(cj, REFRESH) == [REFRESH, REFRESH]  # the second with the token that the first has replaced
    assert asked(cj, LOGIN) == [LOGIN]
    account.refresh_from_db()
    assert (account.token_version, account.state) == (2, "ok")


def test_a_crash_that_only_a_person_can_mend_pauses_the_jobs_until_then(hub, cj):
    account = connected(cj)
    expire(cj, account)
    jobs = [hub.file("faults.connect", account=account.pk, times=1) for _ in range(3)]
    assert hub.start("manage.py", "worker", HUB_CRASH_AT="token.issued", **cj.settings).wait() == 137
    forget_the_dead_holder(account)
    cj.add_fault(f"code=1600005@{LOGIN}")  # the key was withdrawn meanwhile
    hub.worker(JOB_LEASE_SECONDS=2, **cj.settings)
    wait_until(lambda: state_of(account) == "needs_reconnect", what="the account to need a person")
    wait_until(lambda: Job.objects.filter(state="pending").exclude(error="").count() == 3, what="the jobs to wait")
    assert len(asked(cj, LOGIN)) <= 2
    told = Event.objects.get(kind="supplier_account.needs_reconnect")
    assert told.data["code"] == "credentials_refused"
    cj.clear_faults()
    RateLimitBucket.objects.all().delete()  # CJ takes five refreshes a minute: some seconds have passed
    words = ["test_supplier_connection", "cj-dropshipping", "--account", "CJ main"]
    hub.manage(*words, CJ_API_URL=cj.settings["CJ_API_URL"])
    assert state_of(account) == "ok"
    Job.objects.update(run_at=timezone.now())  # as they do a minute later
    for job in jobs:
        hub.wait_for_state(job, "done")


def test_a_token_refused_in_the_middle_is_renewed_once_and_the_same_call_repeated(hub, cj, tmp_path):
    account = connected(cj)
    goes_on = tmp_path / "go"
    job = hub.file("faults.connect", account=account.pk, times=3, until=str(goes_on))
    hub.worker(**cj.settings)
    hub.wait_for_trace("asked-1")
    expire_tokens(cj.world.first_account, cj.world)
    goes_on.touch()
    hub.wait_for_state(job, "done")
    assert asked(cj) == [WHO, WHO, REFRESH, WHO, WHO]
    assert job.attempts == 1


def test_a_token_refused_again_pauses_the_job_and_the_account(hub, cj):
    account = connected(cj)
    cj.add_fault(f"code=1600001@{WHO}")
    job = hub.file("faults.connect", account=account.pk, times=1)
    hub.worker(**cj.settings)
    wait_until(lambda: state_of(account) == "needs_reconnect", what="the account to need a person")
    wait_until(lambda: Job.objects.get(pk=job.pk).state == "pending", what="the job to wait")
    job.refresh_from_db()
    assert (job.attempts, job.run_at > timezone.now() + timedelta(seconds=30)) == (0, True)
    assert (asked(cj, REFRESH), asked(cj, LOGIN)) == ([REFRESH], [LOGIN])


@pytest.mark.parametrize("where", ["database", "redis"])
def test_four_processes_keep_a_limit_of_one_call_a_second(hub, cj, where, request):
    if where == "redis":
        hub = request.getfixturevalue("celery_hub")
    account = connected(cj, calls_per_second=1.0)
    cj.set_rule("limit_rate", True)
    running = processes(hub, cj, account, 4, seconds=24.0, lead=6)
    for proc in running:
        assert proc.wait(80) == 0, proc.output()
    arrived = [request["at"] for request in cj.calls(WHO)]
    gaps = [later - earlier for earlier, later in pairwise(arrived)]
    assert min(gaps) >= 0.95, f"{len(arrived)} calls, {min(gaps):.3f} to {max(gaps):.3f} s apart"
    assert len(arrived) >= 19
    assert {request["status"] for request in cj.calls(WHO)} == {200}


def test_at_four_fifths_of_the_points_the_catalogue_waits_and_orders_go_on(hub, cj):
    account = connected(cj)
    points = budget.Budget("cj-dropshipping", account.account_id, "points", 50_000, refill_per_second=50_000 / 86_400)
    cj.world.first_account.points_left = 9_900.0
    cj.world.first_account.points_at = cj.world.clock.now()
    budget.observe(points, remaining=9_900, total=50_000, used=40_100)
    product = next(iter(cj.world.catalogue.products.values()))
    given = {"account": account.pk, "product": product.pid, "variant": product.variants[0].vid}
    waiting = hub.file("faults.supplier_work", what="catalogue", **given)
    going = hub.file("faults.supplier_work", what="orders", **given)
    hub.worker(**cj.settings)
    hub.wait_for_state(going, "done")
    wait_until(lambda: Job.objects.get(pk=waiting.pk).error, what="the catalogue's job to be held back")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.error_class) == ("pending", 0, "BudgetSpent")
    assert "20 % are kept for orders" in waiting.error
    assert asked(cj) == ["logistic/freightCalculate"]


def test_a_partner_that_fails_is_left_alone_and_its_jobs_lose_no_attempt(hub, cj):
    account = connected(cj)
    cj.add_fault("status=502")
    jobs = [hub.file("faults.connect", account=account.pk, times=1) for _ in range(10)]
    Job.objects.update(max_attempts=30)
    for _ in range(2):
        hub.worker(**cj.settings)
    wait_until(is_open, what="the breaker to open")
    time.sleep(1)
    after_opening = len(asked(cj))
    assert 10 <= after_opening <= 10 + 4  # those under way at two workers of two threads
    Job.objects.update(run_at=timezone.now())
    time.sleep(2)
    assert len(asked(cj)) == after_opening
    assert not Job.objects.filter(state="dead").exists()
    held = Job.objects.filter(error_class="BreakerOpen")
    assert held.count() == 10
    before = dict(Job.objects.values_list("pk", "attempts"))
    Job.objects.update(run_at=timezone.now())
    time.sleep(2)
    assert dict(Job.objects.values_list("pk", "attempts")) == before
    let_the_probe_out(cj)
    wait_until(lambda: CircuitBreaker.objects.get().times_opened == 2, what="the probe to fail")
    assert len(asked(cj)) == after_opening + 1
    cj.clear_faults()
    let_the_probe_out(cj)
    for job in jobs:
        Job.objects.filter(state="pending").update(run_at=timezone.now())
        hub.wait_for_state(job, "done")
    assert CircuitBreaker.objects.get().open_until is None
    assert Event.objects.filter(kind="circuit_breaker.opened").count() == 2


def is_open():
    return CircuitBreaker.objects.filter(open_until__gt=timezone.now()).exists()


def let_the_probe_out(cj):
    """The cool-down is over, and one job is due."""
    CircuitBreaker.objects.update(open_until=timezone.now())
    Job.objects.filter(pk=Job.objects.filter(state="pending").first().pk).update(run_at=timezone.now())


def forget_the_dead_holder(account):
    """Two minutes have passed."""
    SupplierAccount.objects.filter(pk=account.pk).update(token_lease_until=timezone.now() - timedelta(seconds=1))


def state_of(account):
    return SupplierAccount.objects.values_list("state", flat=True).get(pk=account.pk)


def test_the_budget_is_one_for_all_processes(hub, cj):
    """Two processes that spend at once never spend the same point twice."""
    account = connected(cj)
    for proc in processes(hub, cj, account, 3, seconds=3.0, lead=5):
        assert proc.wait(60) == 0, proc.output()
    assert CallBudget.objects.get(key__endswith=":calls").used == len(asked(cj))
