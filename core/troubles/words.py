"""The three sentences of an error."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What happened, what the likely cause is, and what to do."""

    title: Words
    cause: Words
    remedy: Words
