"""A worker loads no page of the console, and still knows each kind of file."""

import os
import subprocess
import sys

import pytest
from django.utils import timezone

from core.imports import kinds, known_kinds
from core.jobs import JobOutcome, execute
from core.jobs.queue import enqueue
from core.models import TableImport

ASK = (
    "import django; django.setup(); from core.imports import known_kinds; print(*sorted(k.slug for k in known_kinds()))"
)


@pytest.mark.slow
def test_a_process_that_never_read_the_addresses_knows_all_kinds():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["category-mappings", "orders", "price-rules", "supplier-offers"]
    assert {kind.slug for kind in known_kinds()} == set(told.stdout.split())


@pytest.mark.django_db
def test_a_kind_that_is_not_known_here_waits_for_newer_code(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    table = TableImport.objects.create(kind="orders", expires_at=timezone.now())
    job = enqueue("core.import", {"import": table.pk, "user": 0})
    assert execute(job.pk) == JobOutcome.WAITING
