"""How much of a stranger's file is read, and the refusal of more."""

from core.errors import HubError

MOST_BYTES = 5_000_000
MOST_UNPACKED_BYTES = 40_000_000
MOST_PARTS = 200  # files inside an XLSX
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELL_CHARACTERS = 10_000
MOST_BLANK_ROWS = 5_000  # one after the other: after them the sheet is taken to have ended


class UnreadableSheet(HubError):  # noqa: N818 - says what is wrong
    """`code` has words in `core.imports.reasons`; `values` go into them."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
