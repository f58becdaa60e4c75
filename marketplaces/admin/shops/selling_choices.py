"""The part of a shop's page that says what a seller still needs there, and lets staff choose what stands in every listing."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin.badges import when
from core.admin.base import username
from core.admin.confirm import report, require
from marketplaces.actions.shops import selling_choices
from marketplaces.admin import job_page
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import readiness_words, setting_words

CHANGE = "marketplaces.change_marketplaceaccount"


def context_of(account: MarketplaceAccount, request: HttpRequest) -> dict[str, Any]:
    may = request.user.has_perm(CHANGE)
    return {
        "readiness": [_point(each) for each in account.readiness or []],
        "checked_at": account.readiness_checked_at,
        "checked_words": when(account.readiness_checked_at, empty=_("never")),
        "choices": [
            {
                "name": each["name"],
                "words": setting_words(each["name"]),
                "is_required": each["is_required"],
                "choices": _offered(each, account.selling_settings.get(each["name"], "")),
                "chosen": account.selling_settings.get(each["name"], ""),
            }
            for each in account.selling_choices or []
        ],
        "may_operate": may,
        "check_url": reverse("admin:marketplaces_shop_check", args=[account.pk]),
        "choices_url": reverse("admin:marketplaces_shop_choices", args=[account.pk]),
    }


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def check(request: HttpRequest, shop_id: int) -> HttpResponse:
        require(request.user.has_perm(CHANGE))
        return job_page.go_to(selling_choices.start_checking(_shop(shop_id), username(request)))

    def choices(request: HttpRequest, shop_id: int) -> HttpResponse:
        require(request.user.has_perm(CHANGE))
        account = _shop(shop_id)
        values = {
            each["name"]: _allowed(each, str(request.POST.get(each["name"], "")), account)
            for each in account.selling_choices
        }
        if selling_choices.set_choices(account, values, username(request)):
            selling_choices.start_checking(account, username(request))  # the list says what is chosen, too
        back = reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk])
        return report(request, _("The choices are saved. What is published from now on has them."), back)

    wrap = admin.admin_site.admin_view
    return [
        path("<int:shop_id>/check/", wrap(require_POST(check)), name="marketplaces_shop_check"),
        path("<int:shop_id>/choices/", wrap(require_POST(choices)), name="marketplaces_shop_choices"),
    ]


def _shop(shop_id: int) -> MarketplaceAccount:
    return get_object_or_404(MarketplaceAccount, pk=shop_id)


def _offered(setting: dict[str, Any], chosen: str) -> list[list[str]]:
    """What was chosen stays seen when the marketplace offers it no more."""
    known = {value for value, _title in setting["choices"]}
    return [*setting["choices"], *([[chosen, chosen]] if chosen and chosen not in known else [])]


def _allowed(setting: dict[str, Any], value: str, account: MarketplaceAccount) -> str:
    known = {each for each, _title in setting["choices"]}
    before = str(account.selling_settings.get(setting["name"], ""))
    return value if value in known or value in ("", before) else before


def _point(check: dict[str, Any]) -> dict[str, Any]:
    icon, tone, state = {
        True: ("check_circle", "good", _("done")),
        False: ("cancel", "bad" if check["is_required"] else "warning", _("missing")),
        None: ("help", "quiet", _("not known")),
    }[check["is_met"]]
    return {
        "code": check["code"],
        "words": readiness_words(check["code"], check.get("values")),
        "is_required": check["is_required"],
        "icon": icon,
        "tone": tone,
        "state": state,
    }
