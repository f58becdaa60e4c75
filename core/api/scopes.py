"""What a program's key may do. A key carries a list of these names; the command and the console show the sentences."""

READ = "read"
SYNC = "sync"
SUPPLIERS = "suppliers"
MARKETPLACES = "marketplaces"
ORDERS_READ = "orders:read"
ORDERS_WRITE = "orders:write"
PURCHASES_APPROVE = "purchases:approve"
ADMIN = "admin"

SCOPES: dict[str, str] = {
    READ: "Read the catalogue, the sync runs, the jobs and the figures of the dashboard.",
    SYNC: "Start sync runs; approve, discard, resume and cancel them; retry their errors. Includes read.",
    SUPPLIERS: "Search at suppliers, ask for freight and tracking, import and refresh products. Includes read.",
    MARKETPLACES: "Publish and end listings, try, pause and resume shops, set their webhooks. Includes read.",
    ORDERS_READ: "Read orders with their customers, purchases and parcels.",
    ORDERS_WRITE: "Make, change, hold and cancel orders, and propose purchases. Includes orders:read.",
    PURCHASES_APPROVE: "Approve purchases and payments, settle unknown outcomes. Includes orders:read.",
    ADMIN: "Everything that the API offers, now and later.",
}

_INCLUDES: dict[str, frozenset[str]] = {
    READ: frozenset({READ}),
    SYNC: frozenset({SYNC, READ}),
    SUPPLIERS: frozenset({SUPPLIERS, READ}),
    MARKETPLACES: frozenset({MARKETPLACES, READ}),
    ORDERS_READ: frozenset({ORDERS_READ}),
    ORDERS_WRITE: frozenset({ORDERS_WRITE, ORDERS_READ}),
    PURCHASES_APPROVE: frozenset({PURCHASES_APPROVE, ORDERS_READ}),
    ADMIN: frozenset(SCOPES),
}


def allows(granted: list[str], wanted: str) -> bool:
    """Whether a key with the scopes `granted` may do what asks for `wanted`; names that are not known grant nothing."""
    return any(wanted in _INCLUDES.get(scope, frozenset()) for scope in granted)
