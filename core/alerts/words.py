"""The words of each kind of alert, for mails and for the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Alert

Words = str | Promise


@dataclass(frozen=True)
class AlertWords:
    """`title` is a mail's subject, `text` says what happened and what to do, `all_clear` that it is over."""

    title: Words
    text: Words
    all_clear: Words


WORDS: dict[str, AlertWords] = {
    "sync_failed": AlertWords(
        _("Sync failed: %(partner)s %(stream)s"),
        _("Run %(run)s of %(partner)s %(stream)s failed: %(error)s. Open the run to see why, and start it again."),
        _("A run of %(partner)s %(stream)s has gone well again."),
    ),
    "sync_held": AlertWords(
        _("Sync held for approval: %(partner)s %(stream)s"),
        _(
            "Run %(run)s of %(partner)s %(stream)s would change more than its limits allow (%(changes)s changes). "
            "Nothing of that was applied. Open the run and approve or discard the changes."
        ),
        _("The changes of run %(run)s of %(partner)s %(stream)s have been decided on."),
    ),
    "stream_late": AlertWords(
        _("Late: %(stream)s"),
        _(
            "“%(stream)s” has not come to a good end since %(since)s, though it is expected. Open the page “Rhythm” to see "
            "what is late, and whether a worker is running."
        ),
        _("“%(stream)s” is on time again."),
    ),
    "clock_stopped": AlertWords(
        _("The clock stands still"),
        _(
            "The hub has not looked after itself since %(since)s: nothing keeps the schedules, or no worker works. Start "
            "celery beat and the workers, or “manage.py hub”, and look at their logs. Nothing is lost meanwhile, only late."
        ),
        _("Schedules are kept and worked on again."),
    ),
    "dead_letter": AlertWords(
        _("A job gave up: %(job)s"),
        _(
            "%(count)s job(s) of the kind %(job)s gave up after all attempts. Open the jobs, mend the cause and retry them."
        ),
        _("No job of the kind %(job)s waits for help any more."),
    ),
    "queue_stuck": AlertWords(
        _("Work is waiting"),
        _("A job of the kind %(job)s has been due since %(since)s. See whether enough workers are running."),
        _("The queue moves again."),
    ),
    "webhook_waiting": AlertWords(
        _("Webhooks wait: %(partner)s"),
        _("%(count)s webhook(s) of %(partner)s wait to be processed since %(since)s. See whether a worker is running."),
        _("The webhooks of %(partner)s are processed again."),
    ),
    "webhook_dead": AlertWords(
        _("Webhooks failed: %(partner)s %(kind)s"),
        _(
            "%(count)s webhook(s) %(kind)s of %(partner)s could not be processed. "
            "Open the webhooks, mend the cause and replay them."
        ),
        _("No webhook %(kind)s of %(partner)s waits for help any more."),
    ),
    "webhook_refused": AlertWords(
        _("Webhook verification failed: %(partner)s"),
        _(
            "%(count)s webhook(s) of %(partner)s had a wrong signature, the last one from %(address)s: an old secret, a proxy "
            "that rewrites bodies, or a stranger. Enter the account's secret anew and set its webhooks again."
        ),
        _("No webhook with a wrong signature has come from %(partner)s for an hour."),
    ),
    "webhook_silent": AlertWords(
        _("No webhooks: %(account)s"),
        _(
            "No webhook of %(account)s has come since %(since)s, though one usually comes every %(gap)s minutes. "
            "Open the account, look at its webhooks and set them again. Until then its figures are read on schedule."
        ),
        _("Webhooks of %(account)s come in again."),
    ),
    "webhook_closed": AlertWords(
        _("Webhooks are not set: %(account)s"),
        _("%(account)s does not send its webhooks to %(url)s, and setting them again failed: %(error)s"),
        _("The webhooks of %(account)s are set."),
    ),
    "access_ending": AlertWords(
        _("Access is about to end: %(account)s"),
        _("The partner announced on %(since)s that our access to %(account)s ends soon. Authorise the account again."),
        _("%(account)s was authorised again."),
    ),
    "account_refused": AlertWords(
        _("Must be authorised again: %(account)s"),
        _(
            "The partner no longer accepts our access to %(account)s: %(why)s. Its work waits. Authorise the account again."
        ),
        _("%(account)s is connected again; its work goes on."),
    ),
    "authorisation_ends": AlertWords(
        _("Authorise again within %(days)s day(s): %(account)s"),
        _("Our access to %(account)s ends at %(ends)s. Authorise the account again before: only a person can."),
        _("%(account)s was authorised again."),
    ),
    "account_idle": AlertWords(
        _("No order for %(days)s days: %(account)s"),
        _(
            "%(account)s has bought nothing for %(days)s days. The partner suspends its API after %(limit)s days without one."
        ),
        _("%(account)s is in use again."),
    ),
    "quota_low": AlertWords(
        _("Allowance almost used up: %(account)s"),
        _(
            "%(percent)s %% of %(name)s of %(account)s are used. The catalogue waits; the rest is kept for orders and quotes."
        ),
        _("%(account)s has %(name)s again."),
    ),
    "partner_left_alone": AlertWords(
        _("Left alone after many failures: %(account)s"),
        _(
            "Most calls of %(account)s failed. It is tried again by itself at %(until)s; its work waits, nothing is lost."
        ),
        _("Calls of %(account)s work again."),
    ),
    "shop_refused": AlertWords(
        _("Must be connected again: %(account)s"),
        _(
            "%(account)s no longer accepts our access: %(why)s. Its orders are not read and nothing is sent to it. "
            "Connect it again on its page."
        ),
        _("%(account)s is connected again; its work goes on."),
    ),
    "shop_rights_missing": AlertWords(
        _("Rights are missing: %(account)s"),
        _("The app lacks rights in %(account)s (%(scopes)s). %(lost)s Give them to the app and connect again."),
        _("The app has all its rights in %(account)s."),
    ),
    "shop_token_ends": AlertWords(
        _("Connect again within %(days)s day(s): %(account)s"),
        _(
            "Our access to %(account)s ends at %(ends)s and cannot be renewed by itself. Connect it again before: only a "
            "person can."
        ),
        _("%(account)s was connected again."),
    ),
    "low_stock": AlertWords(
        _("%(what)s in %(account)s: %(product)s"),
        _(
            "%(product)s has %(sellable)s sellable unit(s) in %(account)s; it is called low from %(threshold)s on. Buy more, "
            "choose another supplier, raise the units kept back, or end the listing."
        ),
        _("%(product)s has enough stock in %(account)s again."),
    ),
    "low_stock_many": AlertWords(
        _("%(count)s more products have run low in %(account)s"),
        _(
            "Besides those that were told one by one, %(count)s products on sale in %(account)s have run low or out. Open the "
            "stock alerts."
        ),
        _("No more than a few products have run low in %(account)s."),
    ),
    "shop_silent": AlertWords(
        _("No webhooks: %(account)s"),
        _(
            "No webhook of %(account)s has come since %(since)s, though one usually comes every %(gap)s minutes. "
            "Open the shop and audit its webhooks. Until then its orders are asked for on schedule."
        ),
        _("Webhooks of %(account)s come in again."),
    ),
    "rate_limited": AlertWords(
        _("Asked to call less often: %(account)s"),
        _(
            "%(account)s refused %(count)s call(s) of the last %(minutes)s minutes because there were too many. The hub "
            "waits as long as it is told to; what is urgent goes first. If it goes on, lower the number of calls a second, "
            "or see who else uses the account."
        ),
        _("%(account)s takes all calls again."),
    ),
    "quota_spent": AlertWords(
        _("Allowance used up: %(account)s"),
        _("%(account)s has no %(name)s left until %(until)s. Work that needs them waits until then; nothing is lost."),
        _("%(account)s has %(name)s again."),
    ),
    "backup_late": AlertWords(
        _("No fresh backup"),
        _(
            "The newest backup is of %(since)s, though one is made by schedule. Open the backups to see why, and make one "
            "now."
        ),
        _("There is a fresh backup again."),
    ),
    "alert_mails_failing": AlertWords(
        _("Mails to staff do not go out"),
        _(
            "%(count)s alert(s) have been waiting for the mail server since %(since)s. Look at SMTP_SERVER and its log; they "
            "are sent when it takes them."
        ),
        _("Mails to staff go out again."),
    ),
    "purchase_unknown": AlertWords(
        _("Nobody knows whether it was bought: %(number)s"),
        _(
            "Purchase %(number)s at %(account)s was sent or paid at %(since)s, and the supplier cannot be asked what became "
            "of it. Nothing is sent again meanwhile. It settles itself when the supplier answers; you can look there yourself."
        ),
        _("The outcome of purchase %(number)s is known."),
    ),
    "purchase_needs_operator": AlertWords(
        _("A purchase needs a decision: %(number)s"),
        _(
            "What became of purchase %(number)s at %(account)s cannot be told by the hub. Look into the supplier's console, "
            "then say on the purchase's page whether it exists there."
        ),
        _("Purchase %(number)s was decided."),
    ),
    "purchases_differ": AlertWords(
        _("The supplier's books differ from ours: %(account)s"),
        _(
            "%(account)s has %(extras)s purchase(s) of the last days that the hub does not count as placed (%(extra)s), and "
            "lacks %(lacks)s that it does (%(missing)s). Look into the supplier's console."
        ),
        _("The books of %(account)s and ours agree again."),
    ),
    "new_order": AlertWords(
        _("New order %(number)s"),
        _("Order %(number)s has come in from %(shop)s."),
        _("Order %(number)s is no longer new."),
    ),
    "parcels_late": AlertWords(
        _("Parcels stand still: %(account)s"),
        _(
            "%(count)s parcel(s) of %(account)s have not moved for %(hours)s hours. Open the delayed parcels and ask the "
            "supplier."
        ),
        _("The parcels of %(account)s move again."),
    ),
    "parcels_without_number": AlertWords(
        _("Paid and not sent: %(account)s"),
        _(
            "%(count)s purchase(s) at %(account)s were paid more than %(days)s day(s) ago and have no tracking number. "
            "Open them and ask the supplier."
        ),
        _("All purchases at %(account)s have a tracking number or are recent."),
    ),
    "write_back_refused": AlertWords(
        _("Tracking refused: %(account)s"),
        _(
            "%(account)s did not take the tracking number of %(count)s parcel(s). Open the parcels to read its words, mend "
            "the cause and tell it again."
        ),
        _("No parcel waits for %(account)s to take its tracking number."),
    ),
    "mails_failing": AlertWords(
        _("Messages to customers do not go out"),
        _("%(failed)s message(s) failed and %(waiting)s have been waiting for long. Open the messages to see why."),
        _("Messages to customers go out again."),
    ),
    "disk_low": AlertWords(
        _("The disk is almost full"),
        _("%(free)s MB are free where %(path)s lies. Make room: without it the hub cannot keep its data."),
        _("There is room on the disk again."),
    ),
}


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a question mark, so that an alert is never lost to its words."""

    def __missing__(self, name: str) -> str:
        return "?"


def title_of(alert: Alert) -> str:
    return _fill(WORDS[alert.kind].title, alert.data)


def text_of(alert: Alert) -> str:
    return _fill(WORDS[alert.kind].text, alert.data)


def all_clear_of(alert: Alert) -> str:
    return _fill(WORDS[alert.kind].all_clear, alert.data)


def _fill(words: Words, values: Mapping[str, Any]) -> str:
    return str(words) % _Values(values)
