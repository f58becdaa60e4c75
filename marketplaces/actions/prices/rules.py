"""Price rules as staff write them, each change in the history; what is sold by a rule gets its new prices."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from core.history import record
from marketplaces.actions.pushing.filing import want_push_of_rule
from marketplaces.models import PriceRule


def note_rule(rule: PriceRule, fields: Sequence[str], by: str, *, is_new: bool) -> None:
    """Writes down that these fields of a saved rule were set, and has what depends on them pushed."""
    record(rule, "price_rule.changed", by=by, data={"fields": ", ".join(fields)})
    if not is_new and list(fields) != ["name"]:
        want_push_of_rule(rule, by)


def write_rule(name: str, values: Mapping[str, Any], by: str) -> PriceRule:
    """Makes the rule of this name, or brings it to these values."""
    with transaction.atomic():
        rule = PriceRule.objects.select_for_update().filter(name=name).first() or PriceRule(name=name)
        is_new = rule.pk is None
        changed = [field for field, value in values.items() if is_new or getattr(rule, field) != value]
        for field in changed:
            setattr(rule, field, values[field])
        if is_new or changed:
            rule.save()
            note_rule(rule, ["name", *changed] if is_new else changed, by, is_new=is_new)
    return rule
