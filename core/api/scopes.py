"""What a program's key may do. A key carries a list of these names; the command and the console show the sentences."""

READ = "read"
SYNC = "sync"
SUPPLIERS = "suppliers"
ADMIN = "admin"

SCOPES: dict[str, str] = {
    READ: "Read the catalogue, the sync runs, the jobs and the figures of the dashboard.",
    SYNC: "Start sync runs; approve, discard, resume and cancel them; retry their errors. Includes read.",
    SUPPLIERS: "Search at suppliers, ask for freight and tracking, import and refresh products. Includes read.",
    ADMIN: "Everything that the API offers, now and later.",
}

_INCLUDES: dict[str, frozenset[str]] = {
    READ: frozenset({READ}),
    SYNC: frozenset({SYNC, READ}),
    SUPPLIERS: frozenset({SUPPLIERS, READ}),
    ADMIN: frozenset(SCOPES),
}


def allows(granted: list[str], wanted: str) -> bool:
    """Whether a key with the scopes `granted` may do what asks for `wanted`; names that are not known grant nothing."""
    return any(wanted in _INCLUDES.get(scope, frozenset()) for scope in granted)
