from typing import Any

from django.core.management.base import BaseCommand

from core.crypto import fingerprint, generate_key


class Command(BaseCommand):
    help = "Print a fresh encryption key for HUB_ENCRYPTION_KEYS or INVENTORY_ENCRYPTION_KEY. Stores nothing."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        key = generate_key()
        self.stderr.write(f"A new key with the fingerprint {fingerprint(key)}. Keep it: it cannot be shown again.")
        self.stdout.write(key)
