"""What frames every page of the console: the sidebar, the badge that names the environment, style and script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _may_view(model: str) -> Callable[[HttpRequest], bool]:
    app, name = model.split(".")

    def allowed(request: HttpRequest) -> bool:
        return request.user.has_perm(f"{app}.view_{name}") or request.user.has_perm(f"{app}.change_{name}")

    return allowed


def _list(title: Any, icon: str, model: str) -> dict[str, Any]:
    app, name = model.split(".")
    link = reverse_lazy(f"admin:{app}_{name}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": _may_view(model)}


def _at_offers(request: HttpRequest) -> bool:
    """Its pages, but not "Find products", whose address begins like theirs."""
    here = str(reverse_lazy("admin:suppliers_supplierproduct_changelist"))
    return request.path.startswith(here) and not request.path.startswith(str(reverse_lazy("admin:suppliers_find")))


def _may_find(request: HttpRequest) -> bool:
    return request.user.has_perm("suppliers.add_supplierproduct")


def _at_limits(request: HttpRequest) -> bool:
    """Its pages, but not the switch, whose address begins like theirs."""
    here = str(reverse_lazy("admin:orders_buyinglimit_changelist"))
    return request.path.startswith(here) and not request.path.startswith(str(reverse_lazy("admin:orders_switch")))


def _may_see_mapping(request: HttpRequest) -> bool:
    return request.user.has_perm("marketplaces.view_categorymapping")


def _at_mapping(request: HttpRequest) -> bool:
    """The board, and the list behind it."""
    return request.path.startswith(str(reverse_lazy("admin:marketplaces_categorymapping_changelist")))


def _may_back_up(request: HttpRequest) -> bool:
    return request.user.has_perm("core.make_backup")


def _may_switch(request: HttpRequest) -> bool:
    return request.user.has_perm("orders.switch_buying") or request.user.has_perm("orders.view_buyinglimit")


def _at_history(request: HttpRequest) -> bool:
    """Its pages, but not the audit, whose address begins like theirs."""
    here = str(reverse_lazy("admin:core_event_changelist"))
    return request.path.startswith(here) and not request.path.startswith(str(reverse_lazy("admin:core_event_audit")))


def _may_audit(request: HttpRequest) -> bool:
    return request.user.has_perm("core.view_audit")


SIDEBAR: list[dict[str, Any]] = [
    {"items": [{"title": _("Home"), "icon": "home", "link": reverse_lazy("admin:index")}]},
    {
        "title": _("Orders"),
        "items": [
            _list(_("Orders"), "shopping_bag", "orders.order"),
            _list(_("Supplier orders"), "shopping_cart", "orders.supplierorder"),
            _list(_("Parcels"), "local_shipping", "orders.shipment"),
            _list(_("Customer messages"), "mail", "orders.notification"),
            _list(_("Customers"), "group", "orders.customer"),
            _list(_("Refunds"), "undo", "orders.orderrefund"),
            _list(_("Payment disputes"), "gavel", "orders.paymentdispute"),
            {**_list(_("Buying limits"), "speed", "orders.buyinglimit"), "active": _at_limits},
            {
                "title": _("Buying switch"),
                "icon": "power_settings_new",
                "link": reverse_lazy("admin:orders_switch"),
                "permission": _may_switch,
            },
            _list(_("Purchase attempts"), "receipt_long", "orders.purchaseattempt"),
        ],
    },
    {
        "title": _("Catalogue"),
        "items": [
            _list(_("Products"), "inventory_2", "inventory.product"),
            _list(_("Categories"), "account_tree", "inventory.category"),
            _list(_("Product groups"), "category", "inventory.productgroup"),
            _list(_("B2B products"), "cloud_download", "inventory.externalproduct"),
        ],
    },
    {
        "title": _("Suppliers"),
        "items": [
            _list(_("Accounts"), "storefront", "suppliers.supplieraccount"),
            {
                "title": _("Find products"),
                "icon": "search",
                "link": reverse_lazy("admin:suppliers_find"),
                "permission": _may_find,
            },
            {**_list(_("Offers"), "handshake", "suppliers.supplierproduct"), "active": _at_offers},
            _list(_("Stock there"), "warehouse", "suppliers.supplierstock"),
            _list(_("Freight quotes"), "local_shipping", "suppliers.freightquote"),
        ],
    },
    {
        "title": _("Shops"),
        "items": [
            _list(_("Shops"), "store", "marketplaces.marketplaceaccount"),
            _list(_("Listings"), "sell", "marketplaces.listing"),
            _list(_("Price rules"), "price_change", "marketplaces.pricerule"),
            _list(_("Publishing plans"), "publish", "marketplaces.publishplan"),
            _list(_("Publishing templates"), "library_books", "marketplaces.publishtemplate"),
            {
                "title": _("Category mapping"),
                "icon": "account_tree",
                "link": reverse_lazy("admin:marketplaces_mapping_board"),
                "permission": _may_see_mapping,
                "active": _at_mapping,
            },
            _list(_("Stock alerts"), "trending_down", "marketplaces.stockalert"),
            _list(_("Stock thresholds"), "low_priority", "marketplaces.stockthreshold"),
            _list(_("Product safety"), "health_and_safety", "marketplaces.safetycontact"),
        ],
    },
    {
        "title": _("Sync"),
        "items": [
            _list(_("Runs"), "sync", "core.syncrun"),
            _list(_("Issues"), "report", "core.syncissue"),
        ],
    },
    {
        "title": _("Keys and clients"),
        "items": [
            _list(_("B2B API keys"), "key", "inventory.apikey"),
            _list(_("API clients"), "api", "core.apiclient"),
        ],
    },
    {
        "title": _("Workshop"),
        "items": [
            _list(_("Jobs"), "build", "core.job"),
            _list(_("Imports"), "upload_file", "core.tableimport"),
            _list(_("API calls"), "swap_horiz", "core.apicall"),
            _list(_("Webhooks"), "webhook", "core.inboundevent"),
            _list(_("Schedules"), "schedule", "django_celery_beat.periodictask"),
            _list(_("Alerts"), "notifications", "core.alert"),
            {
                "title": _("Rhythm"),
                "icon": "timeline",
                "link": reverse_lazy("admin:rhythm"),
                "permission": _may_view("core.alert"),
            },
            {**_list(_("History"), "history", "core.event"), "active": _at_history},
            {
                "title": _("Backups"),
                "icon": "backup",
                "link": reverse_lazy("admin:backups"),
                "permission": _may_back_up,
            },
            {
                "title": _("Troubleshooting"),
                "icon": "help",
                "link": reverse_lazy("admin:troubleshooting"),
                "permission": _may_view("core.alert"),
            },
        ],
    },
    {
        "title": _("People"),
        "items": [
            _list(_("Users"), "person", "auth.user"),
            _list(_("Groups"), "group", "auth.group"),
            {
                "title": _("Audit"),
                "icon": "policy",
                "link": reverse_lazy("admin:core_event_audit"),
                "permission": _may_audit,
            },
        ],
    },
]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar's groups, without those of which this person may see nothing.

    Their addresses are plain text: unfold and its template look at each several times, and a lazy one is made anew each
    time.
    """
    shown = (group for group in SIDEBAR if any(_is_shown(item, request) for item in group["items"]))
    return [{**group, "items": [{**item, "link": str(item["link"])} for item in group["items"]]} for group in shown]


def _is_shown(item: dict[str, Any], request: HttpRequest) -> bool:
    return "permission" not in item or bool(item["permission"](request))


def environment(request: HttpRequest) -> list[Any] | None:
    """A badge beside the title while the hub speaks to a look-alike on this machine and not to the real service."""
    suppliers = [given.get("api_url", "") for given in settings.SUPPLIER_ENVIRONMENT.values()]
    partners = [settings.B2B_API_URL, settings.SHOPIFY_API_URL, *suppliers]
    if any(urlsplit(address).hostname in LOOPBACK for address in partners):
        return [_("Simulated service"), "warning"]
    return None


def stylesheet(request: HttpRequest) -> str:
    return static("console/console.css")


def script(request: HttpRequest) -> str:
    return static("console/console.js")


def favicon(request: HttpRequest) -> str:
    return static("console/favicon.svg")
