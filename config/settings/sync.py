"""Limits of one catalogue run. A run that would change more than this is held until staff approve it."""

from decimal import Decimal

from config.settings.environment import env

# Held when more than max(MIN_ITEMS, PERCENT of the catalogue) would go to zero, vanish or change price sharply.
SYNC_GUARD_MIN_ITEMS = env.int("SYNC_GUARD_MIN_ITEMS", default=20)
SYNC_GUARD_PERCENT = Decimal(env.str("SYNC_GUARD_PERCENT", default="5"))
# A price that moves by more than this many per cent counts as sharp.
SYNC_GUARD_PRICE_JUMP_PERCENT = Decimal(env.str("SYNC_GUARD_PRICE_JUMP_PERCENT", default="30"))
# Held when a complete run returns less than this share of what the last complete run returned.
SYNC_GUARD_MIN_RETURN_PERCENT = Decimal(env.str("SYNC_GUARD_MIN_RETURN_PERCENT", default="50"))

SYNC_CHUNK_SIZE = env.int("SYNC_CHUNK_SIZE", default=1000)
SYNC_PAGE_SIZE = env.int("SYNC_PAGE_SIZE", default=100)
SYNC_MAX_PAGES = env.int("SYNC_MAX_PAGES", default=20_000)
# Pause between chunks on SQLite: its busy handler is unfair, a writer that never rests starves all others.
SYNC_SQLITE_PAUSE_SECONDS = env.float("SYNC_SQLITE_PAUSE_SECONDS", default=0.05)
# A run whose heartbeat is older than this is taken over and continued.
SYNC_LEASE_SECONDS = env.int("SYNC_LEASE_SECONDS", default=120)
# A run stops, to be continued, when less than this is free on its disk: webhooks and orders need the rest.
SYNC_MIN_FREE_BYTES = env.int("SYNC_MIN_FREE_BYTES", default=500_000_000)

# Housekeeping: rows older than this many days go.
KEEP_API_CALLS_DAYS = env.int("KEEP_API_CALLS_DAYS", default=30)
KEEP_JOBS_DAYS = env.int("KEEP_JOBS_DAYS", default=30)
KEEP_SYNC_DETAILS_DAYS = env.int("KEEP_SYNC_DETAILS_DAYS", default=90)
KEEP_EVENTS_DAYS = env.int("KEEP_EVENTS_DAYS", default=730)
KEEP_LOGINS_DAYS = env.int("KEEP_LOGINS_DAYS", default=90)
KEEP_QUOTES_DAYS = env.int("KEEP_QUOTES_DAYS", default=30)
# The bodies of finished webhooks go first; their rows stay so that a late repeat is still known for one.
KEEP_WEBHOOK_BODIES_DAYS = env.int("KEEP_WEBHOOK_BODIES_DAYS", default=30)
KEEP_WEBHOOKS_DAYS = env.int("KEEP_WEBHOOKS_DAYS", default=180)
# A file that somebody brought and looks at can be confirmed for so many hours; personal data in it goes then.
IMPORT_KEEP_HOURS = env.int("IMPORT_KEEP_HOURS", default=24)
# Addresses of orders that are over, and customers without a younger order, are forgotten after so many days.
KEEP_ADDRESSES_DAYS = env.int("KEEP_ADDRESSES_DAYS", default=730)
