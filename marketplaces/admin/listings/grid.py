"""The attributes of listings that staff have ticked, many at once."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from core.admin.base import username
from core.admin.confirm import require
from marketplaces.actions.publishing.drafts import check
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.admin.publishing import attribute_grid
from marketplaces.models import Listing

PERMISSION = "marketplaces.publish_listing"
MOST = 200


def go_to(listings: QuerySet[Listing]) -> HttpResponse:
    keys = listings.order_by("pk").values_list("pk", flat=True)[:MOST]
    url = reverse("admin:marketplaces_listing_grid", query={"ids": ",".join(str(key) for key in keys)})
    return HttpResponseRedirect(url)


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest) -> HttpResponse:
        require(request.user.has_perm(PERMISSION))
        ids = str(request.GET.get("ids", ""))
        keys = [int(key) for key in ids.split(",") if key.isdecimal()][:MOST]
        pairs = _pairs(keys)
        if request.method == "POST":
            return _save(request, pairs)
        context = {
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "title": _("Attributes"),
            "tables": attribute_grid.tables_of(pairs, with_optional=True),
            "back": reverse("admin:marketplaces_listing_changelist"),
        }
        request.current_app = admin.admin_site.name
        return TemplateResponse(request, "admin/marketplaces/listing_grid.html", context)

    return [path("attributes/", admin.admin_site.admin_view(view), name="marketplaces_listing_grid")]


def _pairs(keys: list[int]) -> list[attribute_grid.Pair]:
    rows = Listing.objects.filter(pk__in=keys).select_related(
        "account__price_rule", "product__category", "group", "template", "price_rule"
    )
    books: dict[int, ShopBook] = {}
    found = []
    for listing in rows.order_by("pk"):
        book = books.setdefault(listing.account_id, ShopBook(listing.account))
        target = listing.product or listing.group
        if target is not None:
            found.append((listing, check(listing.account, target, listing, book)))
    return found


def _save(request: HttpRequest, pairs: list[attribute_grid.Pair]) -> HttpResponse:
    changed, refused = attribute_grid.save(pairs, request.POST, username(request), with_optional=True)
    for words in refused:
        messages.warning(request, _("Not taken by the marketplace: %(words)s") % {"words": words})
    said = _("%(n)d listing(s) changed. Publish them again to bring it to their shops.") % {"n": changed}
    messages.success(request, said)
    return HttpResponseRedirect(request.get_full_path())
