"""What staff can do about an item's problem, by the problem's code. The words for the problem are in `reasons`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

AT_THE_SERVICE = _("Ask the service to mend the item; the next run takes it.")
NOTHING_OR_SHORTEN = _("Nothing to do; shorten it at the service if the rest matters.")
NOTHING_OR_MEND = _("Nothing to do; mend it at the service, or set the field by hand on the product.")
CATEGORIES_FIRST = _("Start a categories sync; the link is made as soon as the category is known.")

REMEDIES: dict[str, Any] = {
    "name_missing": _("Ask the service for the name, or set the title by hand if the product is known."),
    "price_missing": _("Ask the service for the price, or set it by hand if the product is known."),
    "name_cut": NOTHING_OR_SHORTEN,
    "description_cut": NOTHING_OR_SHORTEN,
    "brand_cut": NOTHING_OR_SHORTEN,
    "description_unreadable": NOTHING_OR_MEND,
    "stock_negative": NOTHING_OR_MEND,
    "stock_fraction": NOTHING_OR_MEND,
    "image_refused": NOTHING_OR_MEND,
    "flag_unreadable": NOTHING_OR_MEND,
    "category_unknown": CATEGORIES_FIRST,
    "parent_unknown": CATEGORIES_FIRST,
    "parent_loop": _("Ask the service to mend the category's parent; until then it stands at the top."),
    "renumbered": _("Press “Retry errors” on the run to give the known product its new id."),
    "same_sku": _("Ask the service to give one of the two items another SKU."),
    "database_refused": _("Press “Retry errors” on the run; if it stays, look at the log."),
}


def remedy_of(code: str) -> str:
    return str(REMEDIES.get(code, AT_THE_SERVICE))
