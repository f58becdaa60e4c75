"""The stage of each marketplace, by its slug: a new marketplace is a module beside these and a line here."""

from importlib import import_module

from tests.marketplaces.contract.stage import Stage

MODULES = {
    "shopify": "tests.marketplaces.contract.stages.shopify",
    "etsy": "tests.marketplaces.contract.stages.etsy",
    "ebay": "tests.marketplaces.contract.stages.ebay",
}


def stage_class(slug: str) -> type[Stage]:
    """The only `Stage` that the marketplace's module defines."""
    module = import_module(MODULES[slug])
    return next(
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Stage) and found.__module__ == module.__name__
    )
