"""Processing profiles and return policies in short words."""

from marketplaces.adapters.etsy.values import Obj, text, whole


def readiness_words(node: Obj) -> str:
    """`made to order, 3-5 days`."""
    least, most = whole(node, "min_processing_days"), whole(node, "max_processing_days")
    days = f"{least}" if least == most else f"{least}-{most}"
    return f"{text(node.get('readiness_state')).replace('_', ' ')}, {days} days"


def policy_words(node: Obj) -> str:
    """`returns, exchanges, 30 days`."""
    parts = [
        word for name, word in (("accepts_returns", "returns"), ("accepts_exchanges", "exchanges")) if node.get(name)
    ]
    if not parts:
        return "no returns, no exchanges"
    days = node.get("return_deadline")
    return ", ".join([*parts, *([f"{days} days"] if isinstance(days, int) else [])])
