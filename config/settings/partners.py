"""Partner addresses and the keys that may be given by environment. Plain http is accepted for loopback only."""

from config.settings.environment import env

# The B2B inventory service
B2B_API_URL = env.str("B2B_API_URL", default="https://www.bolibanastock.com/api/v1").rstrip("/")
B2B_API_KEY = env.str("B2B_API_KEY", default="")
B2B_API_KEY_HEADER = env.str("B2B_API_KEY_HEADER", default="X-API-Key")
B2B_PRODUCTS_PATH = env.str("B2B_PRODUCTS_PATH", default="api/products/")
B2B_CATEGORIES_PATH = env.str("B2B_CATEGORIES_PATH", default="b2c/categories/")
B2B_CURRENCY = env.str("B2B_CURRENCY", default="XOF")
INVENTORY_API_TIMEOUT = env.float("INVENTORY_API_TIMEOUT", default=30.0)
INVENTORY_API_CONNECTIONS = env.int("INVENTORY_API_CONNECTIONS", default=8)
# Requests a second to the B2B service; 0 = no limit of ours (the service documents none).
INVENTORY_API_RATE = env.float("INVENTORY_API_RATE", default=0.0)

# Hosts on private addresses that pictures may be fetched from all the same (comma list); `host` means its ports 80
# and 443, others are named: `host:port`.
PICTURE_ALLOWED_HOSTS = env.list("PICTURE_ALLOWED_HOSTS", default=[])

# A failed call that may be repeated is repeated after a random pause of up to this many seconds, then twice as many.
PARTNER_RETRY_BASE_SECONDS = env.float("PARTNER_RETRY_BASE_SECONDS", default=2.0)

# Look-alikes of the partners, by slug; loaded by this path alone, for `manage.py simulate` and tests.
SIMULATORS = {"b2b": "inventory.source.simulator.B2BSimulator"}
