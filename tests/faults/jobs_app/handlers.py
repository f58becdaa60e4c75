"""Job kinds that leave a trace: each line of the file `payload["trace"]` is one thing that really happened."""

import os
import time
from pathlib import Path

from django.db import connection

from core.account_health import at_work
from core.history import record
from core.jobs import Reschedule, handles
from core.models import Job
from suppliers.interface import FreightRequest, Parcel
from suppliers.models import SupplierAccount
from suppliers.registry import open_account


def trace(job, word):
    with Path(job.payload["trace"]).open("a") as file:
        file.write(f"{word} {job.id} {os.getpid()}\n")


@handles("faults.note")
def note(job):
    trace(job, "did")


@handles("faults.noop")
def noop(job):
    return None


@handles("faults.sleep", lease=5)
def sleep(job):
    """Sleeps `seconds` the first time, not at all on a later attempt when `once` is given."""
    trace(job, "start")
    if job.attempt == 1 or not job.payload.get("once"):
        time.sleep(job.payload["seconds"])
    trace(job, "end")


@handles("faults.patient", lease=5)
def patient(job):
    """Works in small steps and stops between two of them when the process is told to end."""
    trace(job, "start")
    for _ in range(int(job.payload["seconds"] / 0.1)):
        if job.is_stopping():
            raise Reschedule(0)
        time.sleep(0.1)
    trace(job, "end")


@handles("faults.kill", lease=2)
def kill(job):
    trace(job, "start")
    os._exit(137)


@handles("faults.write", lease=2)
def write(job):
    """Many small transactions, for a process that is killed among them."""
    row = Job.objects.get(pk=job.id)
    for number in range(job.payload["rows"]):
        record(row, "faults.written", data={"n": number})


@handles("faults.ask", lease=20)
def ask(job):
    """Asks the database for `seconds`: somebody takes the connection away meanwhile."""
    trace(job, "start")
    deadline = time.monotonic() + job.payload["seconds"]
    while time.monotonic() < deadline and job.attempt == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        time.sleep(0.05)
    trace(job, "end")


@handles("faults.connect", lease=2, max_attempts=3)
def connect(job):
    """Asks the supplier who we are, `times` times, with a trace after each; waits in between for a file, if one is named."""
    account = SupplierAccount.objects.get(pk=job.payload["account"])
    trace(job, "start")
    with at_work(account), open_account(account) as adapter:
        for number in range(job.payload["times"]):
            adapter.connect()
            trace(job, f"asked-{number + 1}")
            while number == 0 and job.payload.get("until") and not Path(job.payload["until"]).exists():
                time.sleep(0.05)
    trace(job, "end")


@handles("faults.supplier_work", lease=20)
def supplier_work(job):
    """Reads a product (the catalogue's purpose) or asks for a quote (the orders')."""
    account = SupplierAccount.objects.get(pk=job.payload["account"])
    with at_work(account), open_account(account) as adapter:
        if job.payload["what"] == "catalogue":
            adapter.product(job.payload["product"])
        else:
            adapter.quote(FreightRequest("US", (Parcel(job.payload["variant"], 1),), origin="CN"))
    trace(job, job.payload["what"])
