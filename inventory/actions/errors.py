"""Why an action was not taken."""

from core.errors import HubError
from core.models import SyncRun


class NotPossible(HubError):  # noqa: N818 - says what happened
    """The run is in a state in which this cannot be done; usually the page was out of date."""

    def __init__(self, run: SyncRun, action: str) -> None:
        self.run = run
        super().__init__(f"The {run.kind} run #{run.pk} is {run.get_state_display()}: it cannot be {action}.")
