"""Operations of the real API that a hub has no use for, and that this look-alike does not have: they answer 501."""

import re

ROUTES = (
    r"\w+ /buyer-taxonomy/.*",
    r"GET /listings/active",
    r"\w+ (/shops/\d+)?/listings/\d+/(files|videos|personalization)(/\d+)?",
    r"\w+ /shops/\d+/holiday-preferences(/\d+)?",
    r"\w+ /user/addresses(/\d+)?",
)


def is_unbuilt(method: str, path: str) -> bool:
    return any(re.fullmatch(route, f"{method} {path}") for route in ROUTES)
