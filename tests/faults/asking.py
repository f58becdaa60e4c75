"""A process that asks a partner who we are, from a given moment on: `asking.py <account> <starts at> <seconds> [shop]`.

With 0 seconds it asks once. The account is a supplier's, with the last word a shop's.
"""

import sys
import time

import django


def open_partner(account_id, is_shop):
    from marketplaces import models as shops  # noqa: PLC0415 - Django has to be set up first
    from marketplaces import registry as of_shops  # noqa: PLC0415
    from suppliers import models, registry  # noqa: PLC0415

    if is_shop:
        return of_shops.open_account(shops.MarketplaceAccount.objects.get(pk=account_id))
    return registry.open_account(models.SupplierAccount.objects.get(pk=account_id))


def ask(account_id, starts_at, seconds, *, is_shop=False):
    from core.errors import HeldBack  # noqa: PLC0415 - Django has to be set up first

    with open_partner(account_id, is_shop) as adapter:
        time.sleep(max(0.0, starts_at - time.time()))
        answered = 0
        while not answered or time.time() < starts_at + seconds:
            try:
                adapter.connect()
                answered += 1
            except HeldBack as wait:
                time.sleep(min(wait.retry_after, 1.0))


if __name__ == "__main__":
    django.setup()
    ask(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), is_shop="shop" in sys.argv[4:])
