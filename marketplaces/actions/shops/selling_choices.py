"""What a seller still needs at a marketplace, and the choices that stand in each of a shop's listings: read by a job, kept,
shown without a call."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import Unsupported
from core.history import record
from core.jobs import enqueue
from core.models import Job
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.registry import open_account

CHECK_SHOP = "marketplaces.check_shop"


def start_checking(account: MarketplaceAccount, by: str) -> Job:
    """Files the look at what is missing and what can be chosen; many wishes are one look."""
    return enqueue(
        CHECK_SHOP,
        {"account_id": account.pk},
        dedupe_key=f"check_shop:{account.pk}",
        aggregate_key=f"check_shop:{account.pk}",
        priority=50,  # somebody waits for it
        requested_by=by,
        rearm=True,
    )


def check_shop(account: MarketplaceAccount) -> dict[str, Any]:
    """The calls. A choice that there is only one of, and that must be made, is made."""
    with open_account(account) as adapter:
        choices = [
            {
                "name": each.name,
                "is_required": each.is_required,
                "choices": [[choice.value, choice.title] for choice in each.choices],
            }
            for each in adapter.selling_settings()
        ]
        account.refresh_from_db(fields=["selling_settings"])
        chosen = {**only_choices(choices), **account.selling_settings}
        account.selling_settings = chosen  # the list looks at what is chosen
        try:
            readiness = [
                {"code": one.code, "is_met": one.is_met, "is_required": one.is_required, "values": dict(one.values)}
                for one in adapter.readiness()
            ]
        except Unsupported:
            readiness = []
    values = {
        "readiness": readiness,
        "readiness_checked_at": timezone.now(),
        "selling_choices": choices,
        "selling_settings": chosen,
    }
    MarketplaceAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)
    return {"missing": len(missing(account)), "choices": len(choices)}


def only_choices(choices: list[dict[str, Any]]) -> dict[str, str]:
    return {
        each["name"]: str(each["choices"][0][0])
        for each in choices
        if each["is_required"] and len(each["choices"]) == 1
    }


def missing(account: MarketplaceAccount) -> list[dict[str, Any]]:
    """The points of the list that are required and not met."""
    return [each for each in account.readiness if each["is_required"] and each["is_met"] is False]


def set_choices(account: MarketplaceAccount, values: Mapping[str, str], by: str) -> bool:
    """Writes what staff chose for this shop; an empty value takes the choice back. False where nothing changed."""
    before = dict(account.selling_settings)
    after = {**before, **values}
    after = {name: value for name, value in after.items() if value}
    if after == before:
        return False
    with transaction.atomic():
        MarketplaceAccount.objects.filter(pk=account.pk).update(selling_settings=after)
        account.selling_settings = after
        record(account, "marketplace_account.changed", by=by, data={"fields": ["selling_settings"]})
    return True


def set_listing_choices(listing: Listing, values: Mapping[str, str], by: str) -> bool:
    """As `set_choices`, for one listing alone; an empty value follows the shop's choice again."""
    after = {name: value for name, value in {**listing.settings, **values}.items() if value}
    if after == listing.settings:
        return False
    with transaction.atomic():
        listing.settings = after
        listing.save(update_fields=["settings", "updated_at"])
        record(listing, "listing.choices_set", by=by, data={"names": ", ".join(sorted(values))})
    return True
