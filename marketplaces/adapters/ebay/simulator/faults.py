"""The faults of eBay's look-alike. Their place is an operation (`createOffer`, `getOrders`), `token`, or, for those of
deliveries, a topic: `lost@publishOfferx1` publishes and drops the line, `hook_twice@ORDER_CONFIRMATION` sends each
delivery of that topic two times.
"""

from core.simulation.faults import FaultWords

BEFORE = {
    "slow": "seconds before it is done",
    "reset": "",  # the line breaks, nothing is done
    "status": "HTTP status of an HTML page from the edge, nothing is done",
    "limit": "seconds of Retry-After of a 429 with errorId 2001",
    "code": "an errorId, nothing is done",
    "busy": "",  # 500 with 25025, nothing is done
}
AFTER = {
    "warn": "",  # done, with a warning: what would have been 204 is 200
    "lost": "",  # done, then the line breaks
    "done_status": "HTTP status of an HTML page, though it is done",
    "late": "seconds between doing it and answering",
    "html": "",
    "broken_json": "",
    "empty_body": "",
    "cut": "",
}
HOOKS = {
    "hook_drop": "",
    "hook_twice": "",
    "hook_late": "",  # after the delivery that follows it
    "hook_forged": "",
    "hook_pretty": "",  # signed over spaced JSON: only the raw bytes verify
}

FAULTS = FaultWords(
    known=BEFORE | AFTER | HOOKS,
    numeric=frozenset({"slow", "status", "limit", "code", "done_status", "late"}),
    place=r"[A-Za-z0-9_]+?",
)
