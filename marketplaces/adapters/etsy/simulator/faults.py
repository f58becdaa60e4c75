"""The faults of Etsy's look-alike. Their place is an operation of the API document (`createDraftListing`), `token`, or,
for those of webhooks, an event: `done_status=500@createDraftListingx1` makes the draft and answers 500 all the same,
`hook_twice@order.paid` sends each delivery of that event two times.
"""

from core.simulation.faults import FaultWords

BEFORE = {
    "slow": "seconds before the answer",
    "reset": "",  # the line breaks, nothing is done
    "status": "HTTP status of an HTML page, nothing is done",
    "retry_after": "429 with this Retry-After",
    "refuse": "the text of a 400, nothing is done",
}
AFTER = {
    "lost": "",  # done, then the line breaks
    "done_status": "HTTP status of an error, though it is done",
    "late": "seconds between doing it and answering",
    "ignored": "",  # answered as if it were done, and it is not
    "repeat": "",  # a page begins with the last row of the page before
    "html": "",
    "broken_json": "",
    "empty_body": "",
    "cut": "",
}
HOOKS = {
    "hook_drop": "",
    "hook_twice": "",  # the same webhook-id two times
    "hook_late": "",  # after the delivery that follows it
    "hook_stale": "seconds by which its timestamp is behind",
    "hook_forged": "",  # signed with another secret
    "hook_spelling": "how the event is written instead, as ORDER_PAID",
}

FAULTS = FaultWords(
    known=BEFORE | AFTER | HOOKS,
    numeric=frozenset({"slow", "status", "done_status", "late", "hook_stale"}),
    place=r"[A-Za-z0-9._]+?",
)
