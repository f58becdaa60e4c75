"""The faults of CJ's look-alike. Their place is a path: `lost@shopping/order/createOrderV2x1` takes an order and drops
the line.
"""

from core.simulation.faults import FaultWords

BEFORE = {
    "slow": "seconds before the answer",
    "reset": "",  # the line breaks, nothing is done
    "status": "HTTP status of an HTML page, nothing is done",
    "retry_after": "429 with this Retry-After",
    "code": "a code of CJ's, nothing is done",
}
AFTER = {
    "lost": "",  # done, then the line breaks
    "done_status": "HTTP status of an HTML page, though it is done",
    "late": "seconds between doing it and answering",
    "html": "",
    "broken_json": "",
    "empty_body": "",
    "no_data": "",  # the envelope without its data
    "cut": "",
}

FAULTS = FaultWords(
    known=BEFORE | AFTER,
    numeric=frozenset({"slow", "status", "code", "done_status", "late"}),
    place=r"[A-Za-z0-9/]+?",
)
