"""How long a thread keeps the interpreter while others wait for it.

A thread has to get the interpreter back after each statement of a transaction. Beside threads that make pages, Python's
own five milliseconds a turn added up to more than a second for one order, which kept its locks meanwhile: on SQLite the
only one there is, so that webhooks waited for it, and were refused in the end.
"""

import sys

TURN_SECONDS = 0.0005  # what a page pays for it: about a tenth


def quick_turns() -> None:
    """For this process from now on; a turn that is shorter already stays as it is."""
    sys.setswitchinterval(min(sys.getswitchinterval(), TURN_SECONDS))
