"""Filters of the list of jobs. Their choices cost no reading of the table, whose rows are mostly done."""

from typing import Any

from django.contrib.admin import AllValuesFieldListFilter

from core.jobs import registry
from core.models import Job

UNDONE = [state for state in Job.State.values if state != Job.State.DONE]


class KindFilter(AllValuesFieldListFilter):
    """The kinds that this version of the hub does."""

    lookup_choices: Any  # Django only goes through them: a list does

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lookup_choices = sorted(registry.kinds())


class ErrorFilter(AllValuesFieldListFilter):
    """The causes that stand on jobs which are not done: a job that is done has none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lookup_choices = self.lookup_choices.filter(state__in=UNDONE).exclude(error_class="")
