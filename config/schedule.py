"""The schedules a new installation gets. Staff change them on the console's schedules page; a deploy leaves those alone.

Names and descriptions are stored in English, the names being how a deploy finds its rows; the console translates them.
"""

from django.utils.translation import gettext_noop as _

from core.schedules import Cron, Every, Schedule

SCHEDULES = (
    Schedule(_("Sweep of lost jobs"), "core.sweep", Every(10, "seconds"), _("Frees the jobs of lost workers.")),
    Schedule(_("Health check and alerts"), "core.health", Every(1, "minutes"), _("Tells staff what needs them.")),
    Schedule(
        _("Catalogue: categories"),
        "inventory.scheduled_sync",
        Every(6, "hours"),
        _("Brings the categories of the B2B service here."),
        payload={"kind": "categories"},
    ),
    Schedule(
        _("Catalogue: products"),
        "inventory.scheduled_sync",
        Every(1, "hours"),
        _("Brings the products of the B2B service here."),
        payload={"kind": "products"},
    ),
    Schedule(
        _("Suppliers: costs and stock"),
        "suppliers.scheduled_refresh",
        Every(1, "hours"),
        _("Reads the costs and the stock of linked products again, as far as the allowance goes."),
    ),
    Schedule(
        _("Suppliers: webhooks"),
        "suppliers.watch_webhooks",
        Every(1, "hours"),
        _("Sees whether suppliers still send their webhooks, and sets again what they dropped."),
    ),
    Schedule(
        _("Recovery of lost syncs"),
        "inventory.recover_runs",
        Every(1, "minutes"),
        _("Continues runs whose process is gone."),
    ),
    Schedule(
        _("Accounts at suppliers"),
        "suppliers.check_accounts",
        Every(10, "minutes"),
        _("Renews tokens ahead of time and tells staff before access, allowance or patience of a supplier ends."),
    ),
    Schedule(
        _("Housekeeping"),
        "core.housekeeping",
        Cron(minute="20", hour="3"),
        _("Deletes rows older than the settings say."),
    ),
)
