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

# Suppliers: a slug and its adapter. One more is one more line here, and its folder.
SUPPLIERS = {
    "cj-dropshipping": "suppliers.adapters.cj.adapter.CJAdapter",
    "aliexpress": "suppliers.adapters.aliexpress.adapter.AliExpressAdapter",
}

# CJ Dropshipping
CJ_API_URL = env.str("CJ_API_URL", default="https://developers.cjdropshipping.com/api2.0/v1").rstrip("/")
CJ_EMAIL = env.str("CJ_EMAIL", default=env.str("CJ_DROPSHIPPING_EMAIL", default=""))
CJ_API_KEY = env.str("CJ_API_KEY", default=env.str("CJ_DROPSHIPPING_API_KEY", default=""))
# The two halves of the key, where staff hold it like that: they are joined with "@api@".
CJ_CLIENT_ID = env.str("CJ_CLIENT_ID", default="")
CJ_CLIENT_SECRET = env.str("CJ_CLIENT_SECRET", default="")
CJ_TIER = env.str("CJ_TIER", default="free")
CJ_PLATFORM_TOKEN = env.str("CJ_PLATFORM_TOKEN", default="")
CJ_WEBHOOK_URL = env.str("CJ_WEBHOOK_URL", default="")
CJ_DEBUG = env.bool("CJ_DEBUG", default=False)

# AliExpress
ALIEXPRESS_API_URL = env.str("ALIEXPRESS_API_URL", default="https://api-sg.aliexpress.com").rstrip("/")
ALIEXPRESS_AUTH_URL = env.str("ALIEXPRESS_AUTH_URL", default="https://api-sg.aliexpress.com/oauth").rstrip("/")
ALIEXPRESS_API_KEY = env.str("ALIEXPRESS_API_KEY", default="")
ALIEXPRESS_SECRET = env.str("ALIEXPRESS_SECRET", default="")
# Calls a second for one app, over all processes. AliExpress promises no figure; one too many is a ban of a second.
ALIEXPRESS_API_RATE = env.float("ALIEXPRESS_API_RATE", default=2.0)

# The account that the environment describes, by supplier; rows in the console stand beside it.
SUPPLIER_ENVIRONMENT = {
    "cj-dropshipping": {
        "api_url": CJ_API_URL,
        "api_key": CJ_API_KEY,
        "client_id": CJ_CLIENT_ID,
        "client_secret": CJ_CLIENT_SECRET,
        "email": CJ_EMAIL,
        "tier": CJ_TIER,
        "platform_token": CJ_PLATFORM_TOKEN,
        "webhook_url": CJ_WEBHOOK_URL,
    },
    "aliexpress": {
        "api_url": ALIEXPRESS_API_URL,
        "api_key": ALIEXPRESS_API_KEY,
        "api_secret": ALIEXPRESS_SECRET,
    },
}

# One call to a supplier, all in all, in seconds.
SUPPLIER_API_TIMEOUT = env.float("SUPPLIER_API_TIMEOUT", default=30.0)
# The share of a supplier's daily allowance that only orders and freight quotes may use, in per cent.
SUPPLIER_RESERVE_PERCENT = env.float("SUPPLIER_RESERVE_PERCENT", default=20.0)
# Costs and stock are read again after this many hours, as far as the allowance goes.
SUPPLIER_REFRESH_HOURS = env.float("SUPPLIER_REFRESH_HOURS", default=1.0)
# A supplier's figure older than this many hours is shown, and not sold on.
SUPPLY_MAX_AGE_HOURS = env.float("SUPPLY_MAX_AGE_HOURS", default=48.0)
# A product that is not found is called gone when it is not found again after this many hours.
SUPPLIER_GONE_HOURS = env.float("SUPPLIER_GONE_HOURS", default=6.0)
# Where suppliers reach this hub: `https://hub.example`. Needed for webhooks and for authorising accounts.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

# Hosts on private addresses that pictures may be fetched from all the same (comma list); `host` means its ports 80
# and 443, others are named: `host:port`.
PICTURE_ALLOWED_HOSTS = env.list("PICTURE_ALLOWED_HOSTS", default=[])

# A failed call that may be repeated is repeated after a random pause of up to this many seconds, then twice as many.
PARTNER_RETRY_BASE_SECONDS = env.float("PARTNER_RETRY_BASE_SECONDS", default=2.0)

# Look-alikes of the partners, by slug; loaded by this path alone, for `manage.py simulate` and tests.
SIMULATORS = {
    "b2b": "inventory.source.simulator.B2BSimulator",
    "cj": "suppliers.adapters.cj.simulator.CJSimulator",
    "aliexpress": "suppliers.adapters.aliexpress.simulator.AliExpressSimulator",
    "shopify": "marketplaces.adapters.shopify.simulator.ShopifySimulator",
}

# Marketplaces: a slug and its adapter. One more is one more line here, and its folder.
MARKETPLACES = {
    "shopify": "marketplaces.adapters.shopify.adapter.ShopifyAdapter",
}

# Shopify. SHOPIFY_API_URL is empty for the shop's own address (`https://{shop}`).
SHOPIFY_API_URL = env.str("SHOPIFY_API_URL", default="").rstrip("/")
SHOPIFY_API_VERSION = env.str("SHOPIFY_API_VERSION", default="2026-10")
SHOPIFY_SHOP_URL = env.str("SHOPIFY_SHOP_URL", default="")
SHOPIFY_API_KEY = env.str("SHOPIFY_API_KEY", default="")
SHOPIFY_API_SECRET = env.str("SHOPIFY_API_SECRET", default="")
# Only for an app of the old kind, whose token staff paste.
SHOPIFY_ACCESS_TOKEN = env.str("SHOPIFY_ACCESS_TOKEN", default="")

# The shop that the environment describes, by marketplace; rows in the console stand beside it.
MARKETPLACE_ENVIRONMENT = {
    "shopify": {
        "shop_address": SHOPIFY_SHOP_URL,
        "api_key": SHOPIFY_API_KEY,
        "api_secret": SHOPIFY_API_SECRET,
        "access_token": SHOPIFY_ACCESS_TOKEN,
    },
}

# One call to a marketplace, all in all, in seconds.
MARKETPLACE_API_TIMEOUT = env.float("MARKETPLACE_API_TIMEOUT", default=30.0)
# Orders are asked for from this many minutes before the last one known: a shop's search lags behind its orders.
ORDER_POLL_OVERLAP_MINUTES = env.float("ORDER_POLL_OVERLAP_MINUTES", default=10.0)
# How far back the first reading of a shop's orders goes. Customers of orders older than 48 hours are never written to.
ORDER_FIRST_READ_DAYS = env.float("ORDER_FIRST_READ_DAYS", default=14.0)
# Listings are read back and compared with what the hub has set after so many hours.
LISTING_READ_BACK_HOURS = env.float("LISTING_READ_BACK_HOURS", default=6.0)
