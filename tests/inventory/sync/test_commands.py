"""The two commands: figures, exit codes, dry runs. Each in this process through Django's own command line."""

import json
import os
import socket
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as project
from django.core.management import call_command

from core.models import SyncRun
from inventory.models import ExternalProduct, Product
from inventory.sync.runs import file_run, start
from tests.inventory.sync.shop import all_rows, item, shelf, sync

pytestmark = pytest.mark.django_db


def run_command(name, *options):
    """(exit code, standard output) of the command."""
    out = StringIO()
    try:
        call_command(name, *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def products(*options):
    return run_command("sync_products_from_inventory", *options)


def test_figures_and_code_of_a_run_that_went_well(shop):
    shop.sells(item(1), item(2, price="x"))
    code, text = products()
    assert code == 0
    assert text.split("\n")[:2] == ["total:               2", "created:             1"]
    assert "2: The price cannot be read: x." in text
    assert text.rstrip().endswith("Done.")


def test_one_json_document_for_machines(shop):
    shop.shelves(shelf(1))
    code, text = run_command("sync_categories_from_inventory", "--json")
    found = json.loads(text)
    assert (code, found["total"], found["created"], found["state"], found["errors_list"]) == (0, 1, 1, "done", [])


def test_a_failed_run_says_cause_and_remedy(shop, settings):
    settings.B2B_API_KEY = "wrong"
    code, text = products()
    assert code == 1
    assert "Authentication failed" in text
    assert "Enter the key anew" in text


def test_no_key_at_all_fails_before_the_first_call(shop, settings):
    settings.B2B_API_KEY = ""
    code, text = products()
    assert (code, "No API key" in text, shop.pages_asked()) == (1, True, [])


def test_a_held_run_has_its_own_code(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    shop.sells()
    code, text = products()
    assert code == 3
    assert "The service listed nothing, though 30 products are sold." in text


def test_a_second_start_has_its_own_code(shop):
    start(file_run("products"))
    code, text = products()
    assert code == 4
    assert "Already running since" in text


def test_a_site_and_site_zero(shop):
    shop.sells(item(1, site_configuration=0), item(2, site_configuration=1))
    assert products("--site-id", "0")[0] == 0
    assert list(ExternalProduct.objects.values_list("external_id", flat=True)) == ["1"]
    assert SyncRun.objects.get().scope == "0"


def test_a_dry_run_is_exact_and_writes_nothing(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    before, runs = all_rows(), SyncRun.objects.count()
    shop.sells(
        item(1, price="1"),
        item(2, name="Neuf"),
        item(3, price="x"),
        *[item(n) for n in range(4, 30)],
        item(99),
        item(99),
    )
    code, text = products("--dry-run", "--json")
    found = json.loads(text)
    assert code == 0
    assert (all_rows(), SyncRun.objects.count()) == (before, runs)
    real = json.loads(products("--json")[1])
    names = (
        "total",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "errors",
        "staged",
        "missing",
        "errors_list",
        "pages",
    )
    assert {name: found[name] for name in names} == {name: real[name] for name in names}
    assert (found["total"], found["created"], found["updated"], found["errors"], found["skipped"]) == (31, 1, 2, 1, 1)


def test_a_dry_run_says_what_it_would_be_held_for(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    shop.sells(*[item(n, stock=0) for n in range(1, 31)])
    code, text = products("--dry-run")
    assert code == 3
    assert "30 of 30 sold products in stock would lose all their stock." in text
    assert not Product.objects.filter(stock=0).exists()


def test_a_dry_run_of_the_categories(shop):
    shop.shelves(shelf(1), shelf(2, 1), {"name": "x"})
    code, text = run_command("sync_categories_from_inventory", "--dry-run", "--json")
    found = json.loads(text)
    assert (code, found["total"], found["created"], found["errors"]) == (0, 3, 2, 1)
    assert not SyncRun.objects.exists()


def test_resume_continues_the_interrupted_run(shop, settings):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 10, 10
    shop.sells(*[item(n) for n in range(1, 31)])
    shop.fault("status=503@2")
    assert products()[0] == 1
    shop.heals()
    code, text = products("--resume", "--json")
    assert (code, json.loads(text)["total"], SyncRun.objects.count()) == (0, 30, 1)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite:///{}/none.sqlite3", "Failed. The database has no tables yet: run 'manage.py migrate' first."),
        ("postgres://nobody@127.0.0.1:{}/none", "Failed. The database of DATABASE_URL cannot be reached: "),
    ],
)
def test_a_database_that_cannot_be_used_is_named_in_a_sentence(tmp_path, address, words):
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        place = tmp_path if address.startswith("sqlite") else closed.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "sync_products_from_inventory"],
            cwd=project.BASE_DIR,
            env={**os.environ, "DATABASE_URL": address.format(place), "B2B_API_KEY": "k"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout.startswith(words)
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_neither_command_takes_a_connection_id():
    for name in ("sync_categories_from_inventory", "sync_products_from_inventory"):
        command = [sys.executable, "manage.py", name, "--connection-id", "1"]
        done = subprocess.run(command, cwd=project.BASE_DIR, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "unrecognized arguments: --connection-id" in done.stderr
