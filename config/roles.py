"""The roles that staff are given, and what each may do. A deploy brings what is new here to the groups of these names.

Every role sees what a Viewer sees. Words of customers (addresses, mails, the bodies of webhooks) and pages of keys are
no part of that: they stand with the roles that work with them. `tests/config/test_roles.py` asks for each page of the
console to be either here or among the written exceptions.
"""

from django.utils.translation import gettext_lazy as _

from core.roles import Role


def _all(app: str, verbs: str, models: str) -> tuple[str, ...]:
    """`_all("orders", "view change", "order")` gives "orders.view_order", "orders.change_order"."""
    return tuple(f"{app}.{verb}_{model}" for model in models.split() for verb in verbs.split())


SEES = (
    *_all("core", "view", "alert apicall event inboundevent job syncissue syncrun tableimport"),
    *_all("django_celery_beat", "view", "periodictask"),
    *_all("inventory", "view", "category externalcategory externalproduct product productgroup reservation supply"),
    *_all("suppliers", "view", "freightquote supplieraccount supplierproduct supplierstock"),
    *_all("marketplaces", "view", "categorymapping listing listingvariant marketplaceaccount pricerule"),
    *_all("marketplaces", "view", "publishplan publishtemplate safetycontact stockalert stockthreshold"),
    *_all("orders", "view", "buyinglimit buyingswitch notification order orderline purchaseattempt"),
    *_all("orders", "view", "shipment shipmentline supplierorder supplierorderline"),
    *_all("orders", "view", "orderrefund paymentdispute"),
)
SEES_CUSTOMERS = _all("orders", "view", "address customer")

ROLES = (
    Role(
        "Viewer",
        _(
            "Sees the catalogue, suppliers, listings, orders and the hub's work. No customers, no keys, changes nothing."
        ),
        SEES,
    ),
    Role(
        "Catalogue",
        _("Keeps products and categories, decides on syncs, imports from suppliers, publishes listings with prices."),
        (
            *SEES,
            *_all("inventory", "add change delete", "category product productgroup"),
            "inventory.change_externalproduct",
            "core.add_syncrun",
            "core.change_syncrun",
            *_all("suppliers", "add change delete", "supplierproduct"),
            *_all("marketplaces", "add change delete", "categorymapping listing listingvariant pricerule"),
            *_all("marketplaces", "add change delete", "publishplan publishtemplate safetycontact stockthreshold"),
            "marketplaces.change_stockalert",
            "marketplaces.publish_listing",
        ),
    ),
    Role(
        "Orders",
        _("Sees customers, mends orders, holds and cancels them, approves purchases up to the limit, sends mails."),
        (
            *SEES,
            *SEES_CUSTOMERS,
            "orders.add_order",
            *_all("orders", "change", "address order orderline shipment supplierorder supplierorderline"),
            *("orders.hold_order", "orders.cancel_order", "orders.approve_supplierorder"),
            *("orders.look_up_supplierorder", "orders.send_notification"),
            "orders.switch_buying",  # whoever sees that something goes wrong can stop it
        ),
    ),
    Role(
        "Finance",
        _("Sees customers, approves and pays purchases, sets spend limits, settles what has an unknown outcome."),
        (
            *SEES,
            *SEES_CUSTOMERS,
            *("orders.approve_supplierorder", "orders.pay_supplierorder", "orders.can_resolve_unknown"),
            *("orders.look_up_supplierorder", "orders.accept_loss_order"),
            *("orders.refund_order", "orders.answer_paymentdispute"),
            "orders.switch_buying",
            *_all("orders", "add change", "buyinglimit"),
        ),
    ),
    Role(
        "Admin",
        _("Everything: accounts and keys of partners, clients of the API, people and their roles, schedules."),
        (
            *(f"{app}.*" for app in ("core", "inventory", "suppliers", "marketplaces", "orders")),
            *_all("django_celery_beat", "view add change delete", "periodictask intervalschedule crontabschedule"),
            *_all("auth", "view add change delete", "user group"),
        ),
    ),
)
