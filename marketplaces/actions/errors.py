"""Why an action was not taken."""

from core.errors import HubError


class NotPossible(HubError):  # noqa: N818 - says what happened
    """`code` has words in `marketplaces.reasons`; `values` go into them."""

    def __init__(self, code: str, message: str = "", **values: object) -> None:
        super().__init__(message or code)
        self.code = code
        self.values = values
