"""The demonstration's story, told in the order in which an operator would live it."""

import json
import subprocess
from typing import Any

from config.demo import buying, everywhere, ordering, selling
from config.demo.browser import Browser
from config.demo.processes import manage
from config.demo.stage import USER, Stage, StoryError, expect

DONE, HELD = 0, 3  # exit codes of the sync commands
CATEGORIES, PRODUCTS = "sync_categories_from_inventory", "sync_products_from_inventory"


def tell(stage: Stage) -> None:
    """Raise `StoryError`, or what the stage raises, at the first thing that does not go as told."""
    add_the_key(stage)
    first_sync(stage)
    second_sync(stage)
    a_few_changes(stage)
    bad_feed(stage)
    program = stage.program("suppliers", "marketplaces", "orders:read")
    on_sale = selling.tell(stage, program, buying.tell(stage, program))
    ordering.tell(stage, program, on_sale)
    everywhere.tell(stage, program, on_sale[0])


def add_the_key(stage: Stage) -> None:
    stage.say("\n1. The key. An operator logs in to the console and adds the key of the inventory service.")
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    browser.submit(
        "/admin/inventory/apikey/add/",
        {"name": "Demo service", "key": stage.service.key, "is_active": "on"},
        leads_to="/admin/inventory/apikey/",
    )
    stage.say("   It is stored encrypted; from now on nobody sees more of it than its end.")


def first_sync(stage: Stage) -> None:
    stage.say("\n2. The catalogue comes in: categories first, then products. The console shows it, too.")
    for command in (CATEGORIES, PRODUCTS):
        done = subprocess.run(manage(command), env=stage.children.environment, check=False)  # noqa: S603 - ours
        expect(command, done.returncode, DONE)


def second_sync(stage: Stage) -> None:
    stage.say("\n3. The same again. Nothing has changed over there, so nothing is written here.")
    for command in (CATEGORIES, PRODUCTS):
        counts = _sync_quietly(stage, command, DONE)
        if counts["created"] or counts["updated"]:
            raise StoryError(f"{command} wrote again what had not changed: {counts}")
        stage.say(f"   {command}: {counts['total']} read, 0 created, 0 updated, {counts['unchanged']} unchanged.")


def a_few_changes(stage: Stage) -> None:
    stage.say("\n4. An ordinary day: over there, some prices and stocks have moved a little.")
    stage.service.change("drift=1")
    counts = _sync_quietly(stage, PRODUCTS, DONE)
    if counts["created"] or not counts["updated"]:
        raise StoryError(f"changes over there did not come in: {counts}")
    stage.say(f"   {counts['total']} read, {counts['updated']} updated, {counts['unchanged']} unchanged.")


def bad_feed(stage: Stage) -> None:
    stage.say("\n5. A bad day: suddenly the service says that everything is sold out.")
    stage.service.change("zero_stock")
    before = _in_stock(stage)
    _sync_quietly(stage, PRODUCTS, HELD)
    stage.service.recover()
    if not before or _in_stock(stage) != before:
        raise StoryError("a bad feed changed what is in stock")
    stage.say("   The run is held: the REST API still lists what is in stock, and nothing was set to zero. In the")
    stage.say("   console, old and new stand side by side, and staff approve all, some or none of it:")
    stage.say(f"   {stage.console_url}/admin/core/syncrun/")


def _in_stock(stage: Stage) -> list[str]:
    """The first products in stock, as a program with a key of its own sees them."""
    listed = stage.program().get("/api/products", stock="in", page_size="100")
    return [product["id"] for product in listed["results"]]


def _sync_quietly(stage: Stage, command: str, wanted: int) -> dict[str, Any]:
    """The command's own counts, as it gives them to machines."""
    done = subprocess.run(  # noqa: S603 - our own command
        manage(command, "--json"), env=stage.children.environment, capture_output=True, text=True, check=False
    )
    expect(command, done.returncode, wanted, done.stderr)
    counts: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts
