"""Where suppliers' pushes come in: `/api/<supplier>/webhooks` and `/api/<supplier>/webhooks/<random part>`.

The random part names the account; without it the key of each live account is tried. A push is only checked and stored
here: what it leads to is in `suppliers.handlers`.
"""

import hashlib
from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter

from core.inbox import store
from core.webhooks import RANDOM_PART, Delivery, Forged, webhook_view
from suppliers.interface import PushHead
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class, open_account, slugs


def receive(delivery: Delivery, *, supplier: str = "", secret: str = "", **_: str) -> None:
    """Stores the push under the account that signed it. Raises Forged when no account did."""
    if adapter_class(supplier).is_probe(delivery.raw):
        return  # the supplier tries an address before it keeps it; whether it is an account's is nobody's to find out
    for account in _accounts(supplier, secret):
        with open_account(account) as adapter:
            if adapter.verify_push(delivery.raw, delivery.headers):
                _keep(account, adapter.read_push_head(delivery.raw), delivery)
                return
    raise Forged(supplier)


def _accounts(supplier: str, secret: str) -> Iterator[SupplierAccount]:
    """Those whose push this may be; a paused account's pushes are kept too."""
    live = SupplierAccount.objects.filter(supplier=supplier, is_active=True)
    yield from live.filter(webhook_path=secret) if secret else live.order_by("pk")


def _keep(account: SupplierAccount, head: PushHead, delivery: Delivery) -> None:
    store(
        account.supplier,
        account.account_id,
        head.message_id or content_key(head.topic_name, delivery.raw),
        head.topic_name,
        delivery.raw,
        headers=delivery.headers,
        aggregate_key=head.about,
        partner_time=head.sent_at,
    )


def content_key(topic: str, raw: bytes) -> str:
    """The id of a push that has none: the same content is the same push."""
    return hashlib.sha256(topic.encode("utf-8", "surrogatepass") + b"\n" + raw).hexdigest()


class RandomPart:
    """The part of an address that names an account; the API's own words beside it (`logs`) are too short to be one."""

    regex = RANDOM_PART

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RandomPart, "random_part")


def addresses() -> list[URLPattern]:
    """One literal prefix a supplier, so that no other address of the API is touched."""
    found = []
    for slug in slugs():
        view = webhook_view(receive, supplier=slug)
        found.append(path(f"api/{slug}/webhooks", view))
        found.append(path(f"api/{slug}/webhooks/<random_part:secret>", view))
    return found
