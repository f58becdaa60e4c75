"""The REST API: authentication, paging, throttling, the schema's head."""

from datetime import timedelta

from config.settings.environment import env
from config.settings.redis import REDIS_PREFIX

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.ApiKeyAuthentication",
        "core.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.ScopeOrPermission"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttling.CallerThrottle"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.HubAutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # the schema describes the API; OPTIONS is for browsers of other origins only
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "core.api.error_body.Handler",
    "EXCEPTION_FORMATTER_CLASS": "core.api.error_body.Formatter",
}

# How often one key, one member of staff or one address may ask; the second figure is for logging in.
API_RATE = env.str("API_RATE", default="1200/min")
API_LOGIN_RATE = env.str("API_LOGIN_RATE", default="30/min")
API_PAGE_SIZE_MAX = env.int("API_PAGE_SIZE_MAX", default=200)

# Where requests are counted: one Redis for all web processes, or each process for itself.
CACHE_URL = env.str("CACHE_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": f"{REDIS_PREFIX}cache",
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "USER_AUTHENTICATION_RULE": "core.api.authentication.may_use_tokens",
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends the tokens given for the old one
    "REVOKE_TOKEN_CLAIM": "hash_password",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Entrepot API",
    "DESCRIPTION": (
        "The catalogue, its sync runs, and the doors through which other programs work with the hub.\n\n"
        "Every failure has the same body: `type`, and `errors` with `code`, `detail` and `attr`. Lists have `next` "
        "(the address of the next page, or null) and `results`. Ids are text with a prefix, such as `prd_17`. Money "
        "is an exact number as text with its currency. Times are ISO 8601 in UTC. A path with a slash at its end is "
        "the same as without."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "FieldOwner": ["staff", "service"],
        "SyncStatus": "inventory.models.sync_status.SyncStatus",
        "RunState": "core.models.sync.RunState",
        "ChangeState": "core.models.sync.ChangeState",
        "JobState": "core.models.jobs.JobState",
        "AccountState": ["new", "ok", "needs_reconnect", "paused"],
        "AccountMode": "core.models.accounts.AccountMode",
        "WebhookState": ["received", "done", "ignored", "dead"],
        "ListingState": ["draft", "publishing", "active", "error", "paused", "ended"],
        "MappingState": ["mapped", "suggested", "retired", "inherited", "missing"],
        "WayToConnect": ["client_credentials", "oauth", "pasted_token"],
        "PurchaseState": [
            *("draft", "held", "ready", "sending", "unknown", "needs_operator", "rejected", "placed", "pay_ready"),
            *("pay_sending", "pay_unknown", "pay_rejected", "paid", "partly_shipped", "shipped", "delivered"),
            "cancelled",
        ],
        "ItemState": ["on_sale", "off_sale", "unknown"],
        "EtsyProcessingState": ["ready_to_ship", "made_to_order"],
        "RefundReason": ["customer", "inventory", "fraud", "declined", "staff", "other"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.close_request_bodies",
        "suppliers.api.tags.describe_suppliers",
        "marketplaces.api.tags.describe_marketplaces",
    ],
    "ENABLE_DJANGO_DEPLOY_CHECK": True,
    "TAGS": [
        {"name": "categories", "description": "The shelves of the catalogue."},
        {"name": "products", "description": "What can be sold, and what the B2B service says of it."},
        {"name": "sync runs", "description": "Bring the B2B service's catalogue here; decide on runs that are held."},
        {"name": "orders", "description": "What customers ordered, from shops and from programs."},
        {"name": "supplier orders", "description": "What is bought for orders: the purchase ledger."},
        {"name": "suppliers", "description": "The same questions to any supplier."},
        {"name": "marketplaces", "description": "What is sold where; each marketplace has the same addresses."},
        {"name": "jobs", "description": "Deferred work: progress and result."},
        {"name": "dashboard", "description": "The figures of the console's first page."},
        {"name": "token", "description": "Tokens for a separate front end."},
    ],
}
