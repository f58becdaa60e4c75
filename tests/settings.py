"""Settings of the test suite: those of the product, with fixed keys, a cheap password hash and no `.env`."""

import os

os.environ.setdefault("ENV_FILE", os.devnull)
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("HUB_ENCRYPTION_KEYS", "")
os.environ.setdefault("INVENTORY_ENCRYPTION_KEY", "dGVzdC1rZXktZm9yLXRoZS1zdWl0ZS0wMTIzNDU2Nzg=")

from config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
B2B_API_URL = "https://b2b.invalid/api/v1"
SYNC_SQLITE_PAUSE_SECONDS = 0.0
PARTNER_RETRY_BASE_SECONDS = 0.01
# Each test client would read the heads of all static files on its first request; so they are looked up when asked for.
WHITENOISE_AUTOREFRESH = True
