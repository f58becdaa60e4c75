"""Webhooks against a real server: many at once, broken ones, a database and a broker that do not answer."""

import json
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from core.inbox import dead_since, replay_all
from core.models import InboundEvent, Job
from core.simulation import SimulationServer
from inventory.actions.runs import start_sync
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue
from suppliers.actions.webhooks import configure
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.steering import COMMANDS
from suppliers.models import SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product
from tests.faults.own_redis import own_redis
from tests.faults.processes import free_port, wait_until
from tests.faults.sender import KEY, Sender, percentile, push, sign, timing
from tests.faults.test_hub_faults import answers

pytestmark = pytest.mark.faults

GUNICORN = ("-m", "gunicorn")
UNFIT = "tests/faults/unfit.py"


@pytest.fixture
def account(hub):
    return SupplierAccount.objects.create(name="CJ main", supplier="cj-dropshipping", webhook_key=KEY)


@pytest.fixture
def sender(hub, account):
    """A hub with web server and worker, and somebody who sends to it."""
    return start_hub(hub, account)


def start_hub(hub, account, **more):
    port = free_port()
    hub.start("manage.py", "hub", "--port", port, **more).wait_for(f"http://127.0.0.1:{port}/")
    wait_until(lambda: answers(port), 60, what="the web server")
    return Sender(port, account)


def start_web(hub, account, *, starter=GUNICORN, **more):
    """The web server alone, as `hub` starts it: what comes in stays in the state in which the door left it."""
    port = free_port()
    words = ["config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", 8, "--workers", 1]
    hub.start(*starter, *words, HUB_PROCESS_ROLE="web", **more)
    wait_until(lambda: answers(port), 60, what="the web server")
    return Sender(port, account)


@pytest.fixture
def door(hub, account):
    return start_web(hub, account)


def all_finished():
    """No event waits, nor does its job, which ends after it."""
    at_work = Job.objects.filter(kind="core.process_event", state__in=("pending", "leased"))
    return not InboundEvent.objects.filter(state="received").exists() and not at_work.exists()


# --- many at once


def test_24_deliveries_of_one_push_at_once_and_one_three_days_later_are_one_event(hub, sender):
    raw, start, got = push("m-1"), threading.Barrier(24), []

    def deliver():
        start.wait()
        got.append(sender.send(raw).status)

    threads = [threading.Thread(target=deliver) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [200] * 24
    wait_until(all_finished, what="the event to be processed")
    InboundEvent.objects.update(received_at=timezone.now() - timedelta(days=3))
    assert sender.send(raw).status == 200
    event = InboundEvent.objects.get()
    assert (event.repeats, event.state, event.attempts) == (24, "ignored", 1)
    assert Job.objects.filter(kind="core.process_event").count() == 1


def test_500_pushes_in_10_seconds_during_a_catalogue_sync_are_all_taken_in_time(hub, account):
    simulator = B2BSimulator(Catalogue.generated(20_000))
    simulator.add_fault("slow=0.08")
    with SimulationServer({"b2b": simulator}) as server:
        more = simulator.environment(server.origin("b2b")) | {"INVENTORY_API_CONNECTIONS": 1}
        sender = start_hub(hub, account, **more)
        calm = warm_up(sender)
        run = start_sync("products", trigger="test", by="")
        wait_until(run.chunks.exists, 60, what="the sync to be under way")
        got = sender.load([push(f"m-{number}") for number in range(500)], per_second=50)
        run.refresh_from_db()
        written = run.chunks.count()
    print(f"500 webhooks during a sync: {timing(got)}; {written} chunks written")  # noqa: T201 - shown with -rP
    assert [answer.status for answer in got] == [200] * 500
    assert run.state in {"queued", "running"}, "the sync ended before the load did"
    assert percentile(got, 0.99) < 1.0 + calm
    assert InboundEvent.objects.count() == 520


# --- what is sent


def test_forged_pushes_stay_out_and_break_nothing(hub, door):
    raw = push("m-1")
    respelled = json.dumps(json.loads(raw), indent=1).encode()
    forged = [b"", None, "wrong", "sïgné", "你好", b"\xff\xfe\x00"[:2], sign(raw, "99999"), sign(respelled), "A" * 6000]
    assert [door.send(raw, sign=given).status for given in forged] == [401] * len(forged)
    assert door.send(raw, sign="A" * 1_000_000).status in {400, 401, 431}
    assert InboundEvent.objects.count() == 0
    assert door.send(raw).status == 200


def test_a_body_beyond_the_limit_is_not_read_to_its_end(hub, account):
    door = start_web(hub, account, WEBHOOK_MAX_BODY=100_000)
    head = f"POST {door.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    declared = door.send_words(f"{head}Content-Length: 5000000\r\n\r\n".encode() + b"x" * 10)
    assert declared.split()[1] == "413"
    began = time.monotonic()
    assert door.send_words(f"{head}Content-Length: 9{'0' * 30}\r\n\r\n".encode()).split()[1] in {"400", "413"}
    assert time.monotonic() - began < 5
    assert door.send(push("m-1"), **{"Content-Encoding": "gzip"}).status == 415
    assert InboundEvent.objects.count() == 0


def test_a_chunked_body_is_read_up_to_the_limit(hub, account):
    door = start_web(hub, account, WEBHOOK_MAX_BODY=100_000)
    raw = push("m-1")
    head = f"POST {door.path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nsign: {sign(raw)}\r\n\r\n"
    half = len(raw) // 2
    small = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (raw[:half], raw[half:])) + b"0\r\n\r\n"
    assert door.send_words(head.encode() + small).split()[1] == "200"
    assert bytes(InboundEvent.objects.get().raw) == raw
    endless = (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 5  # 160 kB, and no end in sight
    assert door.send_words(head.encode() + endless).split()[1] == "413"
    assert InboundEvent.objects.count() == 1


ODD = {
    "not UTF-8": b'{"messageId": "m-1", "type": "STOCK", "params": "\xff\xfe"}',
    "NUL": b'{"messageId": "m\x00-1", "type": "STOCK", "params": {}}',
    "lone surrogate": b'{"messageId": "m-1", "type": "STOCK", "params": {"\\ud800": "x"}}',
    "escaped NUL": b'{"messageId": "m\\u0000-1", "type": "STOCK", "params": {"v\\u0000": []}}',
    "deep": b"[" * 100_000,
    "NaN": b'{"messageId": "m-1", "type": "STOCK", "params": NaN}',
    "duplicate keys": b'{"messageId": "m-1", "messageId": "m-2", "type": "STOCK", "params": 5}',
    "long number": b'{"messageId": "m-1", "type": "STOCK", "params": {"vid": ' + b"9" * 5000 + b"}}",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_an_odd_body_is_stored_as_it_is_and_ends_dead_with_a_reason(hub, sender, raw):
    assert sender.send(raw).status == 200
    wait_until(all_finished, what="the event to be processed")
    event = InboundEvent.objects.get()
    assert (bytes(event.raw), event.state, event.reason) == (raw, "dead", "unreadable")
    assert event.error
    assert Job.objects.get(kind="core.process_event").state == "done"


def test_a_poisoned_push_among_50_of_one_product_is_dead_alone(hub, sender, account):
    for number in range(50):
        raw = push(f"m-{number}") if number != 7 else b'{"messageId": "m-7", "type": "STOCK", "params": 7}'
        assert sender.send(raw).status == 200
    wait_until(all_finished, what="all events to be processed")
    states = list(InboundEvent.objects.order_by("pk").values_list("state", flat=True))
    assert states.count("ignored") == 49  # not linked to a product of ours
    assert states[7] == "dead"
    InboundEvent.objects.filter(dedupe_key="m-7").update(raw=push("m-7"))  # as if the reader had been mended
    assert replay_all(dead_since(timezone.now() - timedelta(hours=1)), "anna") == 1
    wait_until(all_finished, what="the replay")
    assert InboundEvent.objects.get(dedupe_key="m-7").state == "ignored"


# --- a database that does not answer


@contextmanager
def locked(hub):
    """Somebody else holds what a webhook needs to write."""
    if hub.url.startswith("sqlite"):
        with closing(sqlite3.connect(hub.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(hub.url) as other:
            other.execute("LOCK TABLE core_inboundevent IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()


def test_a_locked_database_sends_the_push_back_in_time_and_takes_it_later(hub, door):
    raw, calm = push("m-1"), door.send(push("m-0")).seconds
    with locked(hub):
        answer = door.send(raw)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.seconds < 2.5 + calm
    assert (InboundEvent.objects.count(), Job.objects.filter(kind="core.process_event").count()) == (1, 1)
    assert door.send(raw).status == 200
    assert list(InboundEvent.objects.values_list("repeats", flat=True)) == [0, 0]
    assert Job.objects.filter(kind="core.process_event").count() == 2


def test_a_database_that_is_down_sends_the_push_back_in_time_and_takes_it_later(postgresql_hub, account, databases):
    door = start_web(postgresql_hub, account)
    calm = door.send(push("m-0")).seconds
    connection.close()
    databases.refuse_connections(postgresql_hub.url)
    answer = door.send(push("m-1"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.seconds < 2.5 + calm
    databases.allow_connections(postgresql_hub.url)
    assert door.send(push("m-1")).status == 200
    assert list(InboundEvent.objects.values_list("repeats", flat=True)) == [0, 0]


def test_a_full_disk_sends_pushes_back_and_leaves_nothing_half_written(sqlite_hub, account):
    path = Path(sqlite_hub.url.removeprefix("sqlite:///"))
    connection.close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # No file of the process may grow beyond this: it is the log of the database that does.
    full = start_web(sqlite_hub, account, starter=(UNFIT, "small-disk", 600_000, *GUNICORN))
    statuses = [full.send(push(f"m-{number}", vid="9" * 4000)).status for number in range(60)]
    assert set(statuses) == {200, 503}
    taken = statuses.count(200)
    assert (InboundEvent.objects.count(), Job.objects.filter(kind="core.process_event").count()) == (taken, taken)
    connection.close()
    roomy = start_web(sqlite_hub, account)
    assert {roomy.send(push(f"m-{number}", vid="9" * 4000)).status for number in range(60)} == {200}
    assert InboundEvent.objects.count() == 60
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# --- a broker that does not answer


def warm_up(sender):
    """Every web process has its connections to database and broker: what follows is not its start. Gives the seconds that
    the slowest answer took: what this machine, loaded as it is, needs without the fault."""
    got = sender.load([push(f"warm-{number}") for number in range(20)], per_second=20)
    assert {answer.status for answer in got} == {200}
    return percentile(got, 1.0)


def test_a_frozen_broker_delays_no_answer_and_loses_no_work(hub, account, tmp_path):
    with own_redis(tmp_path) as redis:
        sender = start_hub(hub, account, CELERY_BROKER_URL=redis.url)
        calm = warm_up(sender)
        redis.freeze()
        try:
            got = sender.load([push(f"m-{number}") for number in range(300)], per_second=25)
            print(f"frozen Redis: {timing(got)}")  # noqa: T201 - shown with -rP
            assert [answer.status for answer in got] == [200] * 300
            assert percentile(got, 0.99) < 1.0 + calm
            wait_until(all_finished, what="the events to be processed without a broker")
        finally:
            redis.thaw()
    assert InboundEvent.objects.count() == 320


def test_a_broker_that_dies_delays_no_answer(hub, account, tmp_path):
    with own_redis(tmp_path) as redis:
        sender = start_hub(hub, account, CELERY_BROKER_URL=redis.url)
        calm = warm_up(sender)
        redis.kill()
        got = sender.load([push(f"m-{number}") for number in range(200)], per_second=25)
    assert [answer.status for answer in got] == [200] * 200
    assert percentile(got, 0.99) < 1.0 + calm


# --- the whole way


def test_a_stock_change_at_the_supplier_arrives_by_push_and_is_read_by_call(hub, settings):
    simulator = CJSimulator(limit_rate=False)
    world = simulator.world
    product = next(one for one in world.catalogue.on_sale() if one.variants[0].on_sale and one.variants[0].areas)
    vid = product.variants[0].vid
    port = free_port()
    settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
    with SimulationServer({"cj": simulator}) as server:
        more = simulator.environment(server.origin("cj")) | {"PUBLIC_URL": settings.PUBLIC_URL}
        account = SupplierAccount.objects.create(
            name="CJ", supplier="cj-dropshipping", api_key=world.first_account.key, mode="simulated"
        )
        offer = SupplierProduct.objects.create(
            product=make_product(), account=account, external_product_id=product.pid, external_variant_id=vid,
            state="confirmed",
        )  # fmt: skip
        hub.start("manage.py", "hub", "--port", port, **more)
        wait_until(lambda: answers(port), 60, what="the web server")
        hub.wait_for_state(configure(account, "anna"), "done", timeout=60)
        assert not InboundEvent.objects.exists()  # CJ tried the address with an empty body
        COMMANDS["stock"](simulator, {"vid": vid, "quantity": "417", "country": "US"})
        wait_until(lambda: InboundEvent.objects.filter(state="done").exists(), 60, what="the push to be processed")
        event = InboundEvent.objects.get()
        hub.wait_for_state(Job.objects.get(pk=event.result["job"]), "done", timeout=60)
    assert (event.topic, event.result["products"]) == ("STOCK", [product.pid])
    assert offer.stock.get(country="US").total == 417
    areas = {area.country for area in product.variants[0].areas}
    assert set(offer.stock.values_list("country", flat=True)) == areas  # the push told of one area, the call of all
