"""The faults of AliExpress's look-alike. Their place is the end of an API's name: `code=15@order.create`, `ban=3600x1`,
`order_error=INVENTORY_HOLD_ERROR`.
"""

from core.simulation.faults import FaultWords

FAULTS = FaultWords(
    known={
        # on the line
        "slow": "seconds before the answer",
        "status": "HTTP status, with an HTML body",
        "drop_before": "",
        "drop_after": "",
        "done_status": "HTTP status, after the call was carried out",
        "html": "",
        "bad_json": "",
        "cut": "",
        "empty_body": "",
        # at the gateway
        "code": "code of the error",
        "sub_code": "sub_code of an error 15",
        "ban": "seconds for which ApiCallLimit lasts",
        # tokens
        "no_refresh_token": "",
        "cannot_refresh": "",
        # shapes
        "feed_in_resp_result": "",
        "feedname_without_resp_result": "",
        "text_rsp_code": "",
        # orders
        "order_error": "error_code of the order",
        "autopay_fail": "",
        "refused_with_number": "",
    },
    numeric=frozenset({"slow", "status", "done_status", "ban"}),
    place=r"[A-Za-z0-9_./]+?",
)
