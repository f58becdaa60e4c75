"""What selling adds to the list of our categories: where each leads at the marketplaces."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import GOOD, QUIET, WARNING, badge
from core.console import Column, slot
from marketplaces.actions.categories.kept import CategoryBook, sites_in_use
from marketplaces.actions.categories.places import place_title


def load_mappings(categories: Sequence[Any]) -> Mapping[int, Any]:
    """A pill for each marketplace with categories of its own: mapped, inherited or missing. Two queries a site."""
    pks = [category.pk for category in categories]
    found: dict[int, list[str]] = {pk: [] for pk in pks}
    for marketplace, site in sites_in_use():
        book, words = CategoryBook(marketplace, site), place_title(marketplace, site)
        for pk in pks:
            place = book.place(pk)
            if place is None:
                found[pk].append(badge(words, icon="help", tone=WARNING, tooltip=_("not mapped")))
                continue
            inherited = place.is_inherited(pk)
            icon, tone = ("subdirectory_arrow_right", QUIET) if inherited else ("check_circle", GOOD)
            path = place.mapping.theirs_path or place.mapping.theirs
            found[pk].append(badge(words, icon=icon, tone=tone, tooltip=path))
    return {pk: format_html_join(" ", "{}", ((pill,) for pill in pills)) for pk, pills in found.items() if pills}


slot("category.columns").add(Column("mappings", gettext_lazy("At the marketplaces"), load_mappings))
