"""The operator's console: the Django admin in unfold's dress. Nothing in it is fetched from another host."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config.settings.environment import env

# Where the console lives, with its closing slash.
ADMIN_URL = env.str("ADMIN_URL", default="admin/").strip("/") + "/"

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Entrepot",
    "SITE_HEADER": "Entrepot",
    "SITE_SYMBOL": "warehouse",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "config.navigation.favicon"},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "config.navigation.environment",
    "DASHBOARD_CALLBACK": "config.dashboard.home",
    "STYLES": ["config.navigation.stylesheet"],
    "SCRIPTS": ["config.navigation.script"],
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.604)",
            "100": "oklch(93.2% .032 255.585)",
            "200": "oklch(88.2% .059 254.128)",
            "300": "oklch(80.9% .105 251.813)",
            "400": "oklch(70.7% .165 254.624)",
            "500": "oklch(62.3% .214 259.815)",
            "600": "oklch(54.6% .245 262.881)",
            "700": "oklch(48.8% .243 264.376)",
            "800": "oklch(42.4% .199 265.638)",
            "900": "oklch(37.9% .146 265.522)",
            "950": "oklch(28.2% .091 267.935)",
        }
    },
    "ACCOUNT": {"navigation": [{"title": _("Two-factor login"), "link": reverse_lazy("admin:two_factor")}]},
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": "config.navigation.sidebar"},
}
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
