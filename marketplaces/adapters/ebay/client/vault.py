"""What the room keeps of its own in an account, encrypted: the app's token, the key that signs refunds."""

import json
from typing import Any

from django.db import transaction

from core.crypto import Secret
from marketplaces.models import MarketplaceAccount

Kept = dict[str, Any]


class Vault:
    """Named objects in `MarketplaceAccount.partner_secrets`. Each writing reads the row again under its lock, so that two
    writers of different names lose nothing."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self._account = account

    def get(self, name: str) -> Kept:
        """{} where nothing is kept."""
        stored = MarketplaceAccount.objects.only("partner_secrets", "secret_ref").get(pk=self._account.pk)
        return _read(stored.partner_secrets).get(name, {})

    def put(self, name: str, value: Kept) -> None:
        with transaction.atomic():
            row = MarketplaceAccount.objects.select_for_update().get(pk=self._account.pk)
            kept = _read(row.partner_secrets)
            kept[name] = value
            row.partner_secrets = Secret(json.dumps(kept))
            row.save(update_fields=["partner_secrets"])
        self._account.refresh_from_db(fields=["partner_secrets"])


def _read(secret: Secret) -> dict[str, Kept]:
    text = secret.reveal()
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
