"""Words of the console's theme that people see; it comes without translations, so ours carries them."""

from django.utils.translation import gettext_noop as _

BORROWED = (
    _("Apply Filters"),
    _("Dark"),
    _("Expand row"),
    _("General"),
    _("Go back"),
    _("Light"),
    _("Loading more results..."),
    _("More actions"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Recent searches"),
    _("Reset filters"),
    _("Return to site"),
    _("Search apps and models..."),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("System"),
    _("Toggle password visibility"),
    _("Type to search"),
    _("Welcome back to"),
)
