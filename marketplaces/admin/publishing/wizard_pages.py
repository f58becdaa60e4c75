"""What each page of a publishing plan shows, and how what was typed there is kept."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.admin.base import username
from inventory.admin.products import thumbnail
from inventory.models import Product
from marketplaces import registry
from marketplaces.actions.publishing import plans
from marketplaces.actions.publishing.drafts import description_of, title_of
from marketplaces.actions.shops import selling_choices
from marketplaces.admin.badges import listing_badge, shop_badge
from marketplaces.admin.listings.actions import shops_to_choose
from marketplaces.admin.publishing.scores import score_badge
from marketplaces.admin.sums import sum_rows
from marketplaces.models import MarketplaceAccount, PriceRule, PublishPlan, PublishTemplate
from marketplaces.reasons import hint_words, problem_words, setting_words

SHOPS_PROBLEMS = {
    "missing_setting",
    "no_location",
    "not_connected",
    "cannot_publish",
    "no_rate",
    "bad_rule",
    "below_floor",
}
PLANS_PAGES = {"missing_attribute": 3, "unfit_attribute": 3, "title_too_long": 4}  # by code, where it is mended


def show_products(plan: PublishPlan, _request: HttpRequest) -> dict[str, Any]:
    rows = [
        {
            "product": product,
            "picture": thumbnail(product),
            "group": product.group if product.group_id else None,
            "url": reverse("admin:inventory_product_change", args=[product.pk]),
        }
        for product in plans.products_of_plan(plan)
    ]
    return {"rows": rows}


def save_products(plan: PublishPlan, request: HttpRequest) -> None:
    """Those that are ticked, and those whose SKUs were added."""
    kept = [int(key) for key in request.POST.getlist("product") if key.isdecimal()]
    skus = [sku.strip() for sku in str(request.POST.get("skus", "")).replace(",", "\n").splitlines() if sku.strip()]
    added = list(Product.objects.filter(sku__in=skus).order_by("pk").values_list("pk", flat=True))
    plans.keep_products(plan, [*kept, *added])


def show_shops(plan: PublishPlan, _request: HttpRequest) -> dict[str, Any]:
    listed = plan.account_ids or [shop.pk for shop in shops_to_choose()]
    return {"shops": [_shop(shop, is_chosen=shop.pk in listed, plan=plan) for shop in shops_to_choose()]}


def _shop(shop: MarketplaceAccount, *, is_chosen: bool, plan: PublishPlan) -> dict[str, Any]:
    first = shop.listings.filter(product__in=plan.product_ids).first()
    own = first.settings if first is not None and plan.account_ids else {}
    return {
        "shop": shop,
        "title": registry.title(shop.marketplace),
        "badge": shop_badge(shop),
        "is_chosen": is_chosen,
        "templates": list(shop.templates.order_by("name")),
        "template": first.template_id if first is not None else None,
        "missing": len(selling_choices.missing(shop)),
        "url": reverse("admin:marketplaces_marketplaceaccount_change", args=[shop.pk]),
        "settings": [
            {
                "name": each["name"],
                "words": setting_words(each["name"]),
                "choices": each["choices"],
                "chosen": own.get(each["name"], ""),
                "shop_has": _title_of(each, shop.selling_settings.get(each["name"], "")),
            }
            for each in shop.selling_choices
        ],
    }


def _title_of(setting: dict[str, Any], value: str) -> str:
    return next((title for choice, title in setting["choices"] if choice == value), value)


def save_shops(plan: PublishPlan, request: HttpRequest) -> None:
    keys = [int(key) for key in request.POST.getlist("shop") if key.isdecimal()]
    accounts = list(shops_to_choose().filter(pk__in=keys))
    templates: dict[int, PublishTemplate | None] = {}
    settings: dict[int, dict[str, str]] = {}
    for account in accounts:
        key = str(request.POST.get(f"template-{account.pk}", ""))
        templates[account.pk] = account.templates.filter(pk=int(key)).first() if key.isdecimal() else None
        chosen = {
            each["name"]: str(request.POST.get(f"setting-{account.pk}-{each['name']}", ""))
            for each in account.selling_choices
        }
        settings[account.pk] = {name: value for name, value in chosen.items() if value}
    plans.keep_shops(plan, accounts, templates, settings)


def show_text(plan: PublishPlan, _request: HttpRequest) -> dict[str, Any]:
    rows = plans.planned(plan)
    return {"rows": [_text(row) for row in rows], "rules": list(PriceRule.objects.order_by("name"))}


def _text(row: plans.PlannedListing) -> dict[str, Any]:
    listing, checked = row.listing, row.checked
    most = registry.adapter_class(listing.account.marketplace).longest_title
    title = title_of(checked.target, listing)
    first = next(iter(checked.wanted.values()), None)
    return {
        "listing": listing,
        "title": checked.target.title,
        "most": most,
        "shorter": shortened(title, most) if len(title) > most else "",
        "description": description_of(checked.products, listing),
        "pictures": len(checked.draft.images) if checked.draft is not None else 0,
        "picture": thumbnail(checked.products[0]) if checked.products else "",
        "price": first.price if first is not None else None,
        "sum": sum_rows(first.sum if first is not None else None),
        "forms": len(checked.products),
    }


def shortened(title: str, most: int) -> str:
    """As many whole words as fit."""
    cut = title[: most + 1].rsplit(" ", 1)[0] if " " in title[:most] else title[:most]
    return cut[:most].rstrip(" ,;-")


def save_text(plan: PublishPlan, request: HttpRequest) -> None:
    """What is written into a listing's fields; a shorter title that was suggested only where it was ticked."""
    rules = {rule.pk: rule for rule in PriceRule.objects.all()}
    for row in plans.planned(plan):
        key = row.listing.pk
        if f"title-{key}" not in request.POST:
            continue
        title = str(request.POST[f"title-{key}"])
        if request.POST.get(f"shorter-{key}") == "yes":
            most = registry.adapter_class(row.listing.account.marketplace).longest_title
            title = shortened(title_of(row.checked.target, row.listing), most)
        rule = str(request.POST.get(f"rule-{key}", ""))
        plans.set_text(
            row.listing,
            title,
            str(request.POST.get(f"description-{key}", "")),
            rules.get(int(rule)) if rule.isdecimal() else None,
            username(request),
        )


def show_preview(plan: PublishPlan, _request: HttpRequest) -> dict[str, Any]:
    rows = plans.planned(plan)
    ready = [row for row in rows if row.is_ready]
    return {
        "rows": [_preview(plan, row) for row in rows],
        "ready": len(ready),
        "waiting": sum(not row.is_ready and not row.is_published for row in rows),
        "published": sum(row.is_published for row in rows),
        "fees": [str(money) for money in plans.fees(ready)],
    }


def fix_of(plan: PublishPlan, row: plans.PlannedListing) -> str:
    """The page on which the first of its problems is mended."""
    code = row.checked.problems[0].code if row.checked.problems else ""
    if code in SHOPS_PROBLEMS:
        return reverse("admin:marketplaces_marketplaceaccount_change", args=[row.listing.account_id])
    if code in PLANS_PAGES:
        return reverse("admin:marketplaces_plan", args=[plan.pk, PLANS_PAGES[code]])
    if code in {"no_mapping", "retired_category"}:
        account = row.listing.account
        return reverse(
            "admin:marketplaces_mapping_board", query={"marketplace": account.marketplace, "site": account.site}
        )
    return reverse("admin:inventory_product_change", args=[row.product_id])


def _preview(plan: PublishPlan, row: plans.PlannedListing) -> dict[str, Any]:
    checked = row.checked
    prices = [each.price for each in checked.wanted.values() if each.price is not None]
    lowest = min(prices, key=lambda money: money.amount) if prices else None
    highest = max(prices, key=lambda money: money.amount) if prices else None
    return {
        "listing": row.listing,
        "url": reverse("admin:marketplaces_listing_change", args=[row.listing.pk]),
        "fix": fix_of(plan, row),
        "title": title_of(checked.target, row.listing),
        "shop": row.listing.account.name,
        "badge": listing_badge(row.listing) if row.is_published else score_badge(checked),
        "lowest": lowest,
        "highest": highest if highest != lowest else None,
        "quantity": sum(each.quantity for each in checked.wanted.values()),
        "fee": row.fee,
        "left": row.left,
        "is_loss": row.left is not None and row.left.amount < 0,
        "problems": [problem_words(problem.code, problem.values) for problem in checked.problems],
        "hints": [hint_words(hint) for hint in checked.hints],
    }
