"""The stage of each supplier, by its slug: a new supplier is a module beside these and a line here."""

from importlib import import_module

from tests.suppliers.contract.stage import Stage

MODULES = {
    "cj-dropshipping": "tests.suppliers.contract.stages.cj",
    "aliexpress": "tests.suppliers.contract.stages.aliexpress",
}


def stage_class(slug: str) -> type[Stage]:
    """The only `Stage` that the supplier's module defines."""
    module = import_module(MODULES[slug])
    return next(
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Stage) and found.__module__ == module.__name__
    )
