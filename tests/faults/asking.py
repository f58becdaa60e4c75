"""A process that asks a supplier who we are, from a given moment on: `asking.py <account> <starts at> <seconds>`.

With 0 seconds it asks once.
"""

import sys
import time

import django


def ask(account_id, starts_at, seconds):
    from core.errors import HeldBack  # noqa: PLC0415 - Django has to be set up first
    from suppliers.models import SupplierAccount  # noqa: PLC0415
    from suppliers.registry import open_account  # noqa: PLC0415

    account = SupplierAccount.objects.get(pk=account_id)
    with open_account(account) as adapter:
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
    ask(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
