"""The faults of Shopify's look-alike. Their place is a root field (`fulfillmentCreate`, `orders`), `token`, or, for those
of webhooks, a topic: `lost@fulfillmentCreatex1` makes a fulfilment and drops the line, `hook_twice@orders/create` sends
each delivery of that topic two times.
"""

from core.simulation.faults import FaultWords

BEFORE = {
    "slow": "seconds before the answer",
    "reset": "",  # the line breaks, nothing is done
    "status": "HTTP status of an HTML page, nothing is done",
    "retry_after": "429 with this Retry-After",
    "throttled": "",  # THROTTLED, as from an empty bucket
    "code": "a top-level error of this code, nothing is done",
    "refuse": "the text of a userError, nothing is done",
}
AFTER = {
    "lost": "",  # done, then the line breaks
    "done_status": "HTTP status of an HTML page, though it is done",
    "late": "seconds between doing it and answering",
    "html": "",
    "broken_json": "",
    "empty_body": "",
    "no_cost": "",  # without the cost block
    "partial": "",  # with the data and a top-level error besides
    "cut": "",
}
HOOKS = {
    "hook_drop": "",
    "hook_twice": "",
    "hook_late": "",  # after the delivery that follows it
    "hook_forged": "",
}

FAULTS = FaultWords(
    known=BEFORE | AFTER | HOOKS,
    numeric=frozenset({"slow", "status", "done_status", "late"}),
    place=r"[A-Za-z0-9/_]+?",
)
