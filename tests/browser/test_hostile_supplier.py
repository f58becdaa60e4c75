"""A supplier whose catalogue tries to run script in the operators' browser: nothing opens, nothing is fetched."""

import pytest

from tests.browser.conftest import item
from tests.browser.test_buying import add_account
from tests.browser.test_hostile_catalogue import VECTORS
from tests.browser.test_operators_day import shot

pytestmark = pytest.mark.browser


def poison(house):
    """Every text of every product at the look-alike, one vector after the other."""
    for number, product in enumerate(house.cj.world.catalogue.products.values()):
        vector = VECTORS[number % len(VECTORS)]
        product.name, product.description, product.chinese = f"box {vector}", vector * 2, vector
        product.option_names = tuple(f"{name}{vector}" for name in product.option_names)
        for variant in product.variants:
            variant.options = tuple(f"{value} {vector.replace('-', '_')}" for value in variant.options)


def test_hostile_titles_options_and_descriptions_of_a_supplier_do_nothing(house, screen):
    house.sells([item(1)])
    add_account(screen, house)
    poison(house)
    admin = f"{house.url}/admin"
    screen.goto(f"{admin}/suppliers/supplierproduct/find/?q=box")
    screen.wait_for_load_state("networkidle")
    shot(screen, "38-hostile-found")
    account = (
        screen.locator("a[href*='/supplierproduct/find/']").first.get_attribute("href").split("/find/")[1].split("/")[0]
    )
    for pid in list(house.cj.world.catalogue.products)[: len(VECTORS)]:
        screen.goto(f"{admin}/suppliers/supplierproduct/find/{account}/{pid}/")
        screen.wait_for_load_state("networkidle")
    shot(screen, "39-hostile-preview")
    screen.watcher.assert_quiet()
