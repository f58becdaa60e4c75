"""The console's site object. `ConsoleConfig` in `config.apps` makes it the default one, so `@admin.register` finds it."""

from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class ConsoleSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Unfold's site with our words. What is on the first page is made in `config.dashboard`."""

    index_title = _("What needs me")
    site_url = None
    enable_nav_sidebar = True
