"""What the demonstration runs in: the keys in `.env`, a database of its own, free ports."""

import os
import secrets
import socket
from pathlib import Path

from django.conf import settings

from core.crypto import generate_key

KEY_SETTINGS = ("INVENTORY_ENCRYPTION_KEY", "HUB_ENCRYPTION_KEYS")
PORTS_TO_TRY = 50
PARTNER_ADDRESSES = (
    *("B2B_API_URL", "CJ_API_URL", "ALIEXPRESS_API_URL", "ALIEXPRESS_AUTH_URL", "SHOPIFY_API_URL"),
    *("EBAY_API_URL", "EBAY_APIZ_URL", "EBAY_MEDIA_URL", "EBAY_AUTH_URL"),
    *("ETSY_API_URL", "ETSY_TOKEN_URL", "ETSY_AUTHORIZE_URL"),
)
PARTNER_KEYS = (
    *("B2B_API_KEY", "CJ_API_KEY", "CJ_DROPSHIPPING_API_KEY", "CJ_CLIENT_ID", "CJ_CLIENT_SECRET", "CJ_WEBHOOK_URL"),
    *("ALIEXPRESS_API_KEY", "ALIEXPRESS_SECRET"),
    *("SHOPIFY_SHOP_URL", "SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_ACCESS_TOKEN"),
    *("EBAY_CLIENT_ID", "EBAY_CLIENT_SECRET", "EBAY_RUNAME", "EBAY_VERIFICATION_TOKEN", "EBAY_WITHOUT_SCOPES"),
    *("ETSY_KEYSTRING", "ETSY_SHARED_SECRET", "ETSY_WEBHOOK_SECRET"),
    "SMTP_SERVER",
)
NOWHERE = "http://127.0.0.1:9"  # until the simulated service has told its address


def env_file() -> Path:
    return Path(os.environ.get("ENV_FILE") or settings.BASE_DIR / ".env")


def write_env_file_where_there_is_none(path: Path) -> bool:
    """Write a `.env` with fresh keys, readable by its owner alone; False where keys are there already.

    This is the only place where keys are made unasked: an installation that has any must never get others.
    """
    if path.exists() or (os.environ.get("SECRET_KEY") and any(os.environ.get(name) for name in KEY_SETTINGS)):
        return False
    lines = [
        "# Written by `make demo` because there was none. `.env.example` tells what else can be set.",
        "# Keep the encryption key: without it, stored keys of partners cannot be read again.",
        f"SECRET_KEY={secrets.token_urlsafe(48)}",
        f"INVENTORY_ENCRYPTION_KEY={generate_key()}",
    ]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    return True


def remove_database(path: Path) -> None:
    """Begin afresh: SQLite keeps its log and its index beside the file."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def child_environment(database_url: str) -> dict[str, str]:
    """The environment of every process of the demonstration: nothing in it points at real data or a real service."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": "",
        "CACHE_URL": "",
        **dict.fromkeys(PARTNER_ADDRESSES, NOWHERE),
        **dict.fromkeys(PARTNER_KEYS, ""),
        "PICTURE_ALLOWED_HOSTS": "127.0.0.1",
        "ADMIN_URL": "admin/",
        "HTTPS_ONLY": "false",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "LOG_LEVEL": "ERROR",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on; any free one for 0."""
    for port in range(first, first + PORTS_TO_TRY):
        with socket.socket() as probe:  # noqa: TID251 - asks whether a port is free, speaks to nobody
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            bound: int = probe.getsockname()[1]
            return bound
    raise OSError(f"no free port from {first} to {first + PORTS_TO_TRY - 1}")
