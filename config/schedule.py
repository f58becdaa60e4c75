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
        _("Accounts at marketplaces"),
        "marketplaces.check_accounts",
        Every(10, "minutes"),
        _("Renews tokens ahead of time and tells staff when a shop must be connected again or lacks rights."),
    ),
    Schedule(
        _("Marketplaces: webhooks"),
        "marketplaces.watch_webhooks",
        Every(1, "hours"),
        _("Sees once a day whether shops still send their webhooks, and sets again what they dropped."),
    ),
    Schedule(
        _("Marketplaces: listings read back"),
        "marketplaces.read_back_stale",
        Every(15, "minutes"),
        _("Compares what shops show with what the hub has set, and mends what differs."),
    ),
    Schedule(
        _("Marketplaces: what categories ask for"),
        "marketplaces.file_old_needs",
        Every(1, "days"),
        _("Reads again what marketplaces ask of listings in the categories in use, where it is old."),
    ),
    Schedule(
        _("Marketplaces: low stock"),
        "marketplaces.watch_stock",
        Every(15, "minutes"),
        _("Tells staff what has run low or out in which shop, once for each cause."),
    ),
    Schedule(
        _("Orders: refunds"),
        "orders.follow_refunds",
        Every(30, "minutes"),
        _("Looks how refunds that are under way have ended."),
    ),
    Schedule(
        _("Orders: payment disputes"),
        "orders.read_all_disputes",
        Every(30, "minutes"),
        _("Reads the payment disputes of shops whose marketplace tells of them."),
    ),
    Schedule(
        _("Orders: shops"),
        "orders.poll_shops",
        Every(5, "minutes"),
        _("Reads the orders of each shop that changed since the last time."),
    ),
    Schedule(
        _("Orders: what was sold"),
        "orders.count_sold",
        Every(1, "hours"),
        _("Counts how many units of each product were sold in the last thirty days."),
    ),
    Schedule(
        _("Orders: waiting"),
        "orders.route_waiting",
        Every(15, "minutes"),
        _("Looks again at orders that wait for stock, for fresh figures or for the end of a hold."),
    ),
    Schedule(
        _("Purchases: unsettled"),
        "orders.watch_purchases",
        Every(1, "minutes"),
        _(
            "Puts the work of purchases that stand still back into the queue, and tells staff of those nobody can settle."
        ),
    ),
    Schedule(
        _("Purchases: the suppliers' books"),
        "orders.reconcile",
        Cron(minute="40", hour="4"),
        _("Compares the purchases of the last seven days with what the suppliers have."),
    ),
    Schedule(
        _("Orders: purchases at suppliers"),
        "orders.follow_all",
        Every(5, "minutes"),
        _("Asks suppliers how far purchases are: paid, sent, delivered, cancelled."),
    ),
    Schedule(
        _("Orders: where parcels are"),
        "orders.track_parcels",
        Every(30, "minutes"),
        _("Asks where parcels are, the older ones less often, and tells customers of those that stand still."),
    ),
    Schedule(
        _("Orders: tracking at the shops"),
        "orders.read_back_parcels",
        Every(10, "minutes"),
        _("Sees whether shops show the parcels that they were told of, and tells them what was lost on the way."),
    ),
    Schedule(
        _("Orders: parcels and messages in trouble"),
        "orders.watch_parcels",
        Every(5, "minutes"),
        _("Tells staff of late parcels, of refused tracking and of messages that do not go out."),
    ),
    Schedule(
        _("Backup"),
        "core.backup",
        Cron(minute="30", hour="2"),
        _("Makes a backup of everything, where the setting BACKUP_FOLDER names a folder for it."),
    ),
    Schedule(
        _("Personal data that has had its time"),
        "orders.forget_outdated",
        Cron(minute="40", hour="3"),
        _("Forgets addresses and customers of orders that were over long ago."),
    ),
    Schedule(
        _("Housekeeping"),
        "core.housekeeping",
        Cron(minute="20", hour="3"),
        _("Deletes rows older than the settings say."),
    ),
)
