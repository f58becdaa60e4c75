"""What suppliers asked for sending: the newest quotes first."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import when
from core.admin.base import ReadOnlyAdmin
from suppliers import registry
from suppliers.admin import offer_filters
from suppliers.admin.badges import amount, options_words
from suppliers.models import FreightQuote


@admin.register(FreightQuote)
class FreightQuoteAdmin(ReadOnlyAdmin):
    list_display = ["product", "account_name", "way", "quantity", "service", "freight", "days", "quoted"]
    list_filter = [offer_filters.SupplierFilter, "account"]
    list_select_related = ["account", "offer__product"]
    search_fields = ["external_variant_id__exact", "service_code__startswith"]
    search_help_text = gettext_lazy("Their variant, or the beginning of a service's name")
    ordering = ["-quoted_at", "-pk"]
    sortable_by = ["quoted"]
    empty_title = gettext_lazy("No quote yet")
    empty_text = gettext_lazy(
        "Ask for one from an offer, or for several by ticking them: “Quote freight to a country…”."
    )
    empty_icon = "local_shipping"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FreightQuote]:
        rows: QuerySet[FreightQuote] = super().get_queryset(request)
        return rows.defer("offer__product__description")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "offer__in" or super().lookup_allowed(lookup, value, request)

    @display(description=gettext_lazy("Product"))
    def product(self, quote: FreightQuote) -> str:
        if quote.offer is None:
            return format_html('<span class="console-mono">{}</span>', quote.external_variant_id)
        return format_html(
            '<span class="console-name">{}</span><span class="console-sub">{}</span>',
            quote.offer.product.title,
            options_words(quote.offer.options) or quote.external_variant_id,
        )

    @display(description=gettext_lazy("Supplier"))
    def account_name(self, quote: FreightQuote) -> str:
        if quote.offer_id is None:
            return registry.title(quote.account.supplier)
        url = reverse("admin:suppliers_supplierproduct_change", args=[quote.offer_id])
        return format_html('<a class="console-link" href="{}">{}</a>', url, registry.title(quote.account.supplier))

    @display(description=gettext_lazy("Way"))
    def way(self, quote: FreightQuote) -> str:
        words = f"{quote.origin or '…'} → {quote.country} {quote.postal_code}".strip()
        return format_html('<span class="console-nowrap">{}</span>', words)

    @display(description=gettext_lazy("Service"))
    def service(self, quote: FreightQuote) -> str:
        name = quote.name or quote.service_code
        if quote.is_tracked is None:
            return name
        return format_html(
            '{}<span class="console-sub">{}</span>', name, _("with tracking") if quote.is_tracked else _("no tracking")
        )

    @display(description=gettext_lazy("Freight"))
    def freight(self, quote: FreightQuote) -> str:
        return amount(quote.price, quote.currency)

    @display(description=gettext_lazy("Days"))
    def days(self, quote: FreightQuote) -> str:
        known = [str(day) for day in (quote.min_days, quote.max_days) if day is not None]
        return "–".join(dict.fromkeys(known)) or "–"

    @display(description=gettext_lazy("Quoted"), ordering="quoted_at")
    def quoted(self, quote: FreightQuote) -> str:
        return when(quote.quoted_at)
