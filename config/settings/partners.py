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
    "ebay": "marketplaces.adapters.ebay.simulator.EbaySimulator",
    "etsy": "marketplaces.adapters.etsy.simulator.EtsySimulator",
}

# Marketplaces: a slug and its adapter. One more is one more line here, and its folder.
MARKETPLACES = {
    "shopify": "marketplaces.adapters.shopify.adapter.ShopifyAdapter",
    "etsy": "marketplaces.adapters.etsy.adapter.EtsyAdapter",
    "ebay": "marketplaces.adapters.ebay.adapter.EbayAdapter",
}

# Shopify. SHOPIFY_API_URL is empty for the shop's own address (`https://{shop}`).
SHOPIFY_API_URL = env.str("SHOPIFY_API_URL", default="").rstrip("/")
SHOPIFY_API_VERSION = env.str("SHOPIFY_API_VERSION", default="2026-10")
SHOPIFY_SHOP_URL = env.str("SHOPIFY_SHOP_URL", default="")
SHOPIFY_API_KEY = env.str("SHOPIFY_API_KEY", default="")
SHOPIFY_API_SECRET = env.str("SHOPIFY_API_SECRET", default="")
# Only for an app of the old kind, whose token staff paste.
SHOPIFY_ACCESS_TOKEN = env.str("SHOPIFY_ACCESS_TOKEN", default="")

# eBay. Each family of its API has a host of its own; in its sandbox all of them are others.
EBAY_SANDBOX = env.bool("EBAY_SANDBOX", default=False)
_EBAY = "sandbox.ebay.com" if EBAY_SANDBOX else "ebay.com"
EBAY_API_URL = env.str("EBAY_API_URL", default=f"https://api.{_EBAY}").rstrip("/")
EBAY_APIZ_URL = env.str("EBAY_APIZ_URL", default=f"https://apiz.{_EBAY}").rstrip("/")
EBAY_MEDIA_URL = env.str("EBAY_MEDIA_URL", default=f"https://apim.{_EBAY}").rstrip("/")
EBAY_AUTH_URL = env.str("EBAY_AUTH_URL", default=f"https://auth.{_EBAY}").rstrip("/")
EBAY_CLIENT_ID = env.str("EBAY_CLIENT_ID", default="")
EBAY_CLIENT_SECRET = env.str("EBAY_CLIENT_SECRET", default="")
EBAY_RUNAME = env.str("EBAY_RUNAME", default="")
EBAY_SITE = env.str("EBAY_SITE", default="EBAY_US")
# Rights that eBay has not granted to the keyset, by short name (comma list, `sell.finances`): a consent that asks for one
# of them is refused as a whole.
EBAY_WITHOUT_SCOPES = env.list("EBAY_WITHOUT_SCOPES", default=[])
# 32 to 80 letters, digits, "-" and "_": by it eBay knows that the webhook address is ours.
EBAY_VERIFICATION_TOKEN = env.str("EBAY_VERIFICATION_TOKEN", default="")

# Etsy. Its two documented API hosts are interchangeable.
ETSY_API_URL = env.str("ETSY_API_URL", default="https://api.etsy.com/v3/application").rstrip("/")
ETSY_TOKEN_URL = env.str("ETSY_TOKEN_URL", default="https://api.etsy.com/v3/public/oauth/token")
ETSY_AUTHORIZE_URL = env.str("ETSY_AUTHORIZE_URL", default="https://www.etsy.com/oauth/connect")
ETSY_KEYSTRING = env.str("ETSY_KEYSTRING", default="")
ETSY_SHARED_SECRET = env.str("ETSY_SHARED_SECRET", default="")
# Of the endpoint that was registered in Etsy's developer portal; "whsec_…".
ETSY_WEBHOOK_SECRET = env.str("ETSY_WEBHOOK_SECRET", default="")

# The shop that the environment describes, by marketplace; rows in the console stand beside it.
MARKETPLACE_ENVIRONMENT = {
    "shopify": {
        "shop_address": SHOPIFY_SHOP_URL,
        "api_key": SHOPIFY_API_KEY,
        "api_secret": SHOPIFY_API_SECRET,
        "access_token": SHOPIFY_ACCESS_TOKEN,
    },
    "ebay": {
        "api_key": EBAY_CLIENT_ID,
        "api_secret": EBAY_CLIENT_SECRET,
        "redirect_name": EBAY_RUNAME,
        "site": EBAY_SITE,
    },
    "etsy": {
        "api_key": ETSY_KEYSTRING,
        "api_secret": ETSY_SHARED_SECRET,
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
# Marketplaces that show many listings in one call: these are read back together, after so many minutes.
LISTING_READ_BACK_MINUTES = {"etsy": env.float("ETSY_READ_BACK_MINUTES", default=15.0)}
# "Nothing left" that only a feed says is told to shops once a second reading says so too, or after so many minutes.
# 0 tells it at once.
STOCK_ZERO_WAIT_MINUTES = env.float("STOCK_ZERO_WAIT_MINUTES", default=90.0)
# Staff are told of what is on sale with so few units left, where no threshold of theirs says otherwise. 0: only of what
# has run out.
LOW_STOCK_FROM = env.int("LOW_STOCK_FROM", default=3)
# What a marketplace asks for in a category is read again after so many days.
CATEGORY_NEEDS_DAYS = env.float("CATEGORY_NEEDS_DAYS", default=30.0)
