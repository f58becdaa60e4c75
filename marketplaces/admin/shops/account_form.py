"""The form of a shop: credentials are written and never shown, the marketplace's own room checks their form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
)

from marketplaces import registry
from marketplaces.actions.shops.editing import form_problems
from marketplaces.actions.shops.logins import SECRETS, plain_address
from marketplaces.models import MarketplaceAccount

CURRENCY = 3
# The form's field -> what it stands for; a model form takes no field that the model hides.
SECRET_FIELDS = {"api_secret": "api_secret", "pasted_token": "access_token"}
# The names are those of the messages that orders send; this app knows no more of them.
MESSAGES: dict[str, Any] = {
    "confirmed": gettext_lazy("order received and confirmed"),
    "shipped": gettext_lazy("parcel sent"),
    "in_transit": gettext_lazy("parcel on its way"),
    "delayed": gettext_lazy("parcel delayed"),
    "delivered": gettext_lazy("parcel delivered"),
}
FOLLOWS, ON, OFF = "", "on", "off"
TOGGLE = [(FOLLOWS, gettext_lazy("as in the settings")), (ON, gettext_lazy("on")), (OFF, gettext_lazy("off"))]


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(
        render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}
    )
    return forms.CharField(label=label, required=False, strip=True, widget=widget, help_text=help_text)


def message_field(event: str) -> str:
    return f"mail_{event}_is"


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Which credentials are needed depends on the way to connect; a secret's field left empty keeps what is stored."""

    api_secret = _secret(gettext_lazy("app's secret"), gettext_lazy("It signs webhooks too."))
    pasted_token = _secret(gettext_lazy("access token"), gettext_lazy("Only for the way “a pasted access token”."))
    site = forms.ChoiceField(
        label=gettext_lazy("national site"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Of a marketplace that has several."),
    )
    location_id = forms.ChoiceField(
        label=gettext_lazy("location for stock"), required=False, widget=UnfoldAdminSelectWidget
    )
    publication_ids = forms.MultipleChoiceField(
        label=gettext_lazy("where products are shown"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    mail_confirmed_is = forms.ChoiceField(choices=TOGGLE, required=False, widget=UnfoldAdminSelectWidget)
    mail_shipped_is = forms.ChoiceField(choices=TOGGLE, required=False, widget=UnfoldAdminSelectWidget)
    mail_in_transit_is = forms.ChoiceField(choices=TOGGLE, required=False, widget=UnfoldAdminSelectWidget)
    mail_delayed_is = forms.ChoiceField(choices=TOGGLE, required=False, widget=UnfoldAdminSelectWidget)
    mail_delivered_is = forms.ChoiceField(choices=TOGGLE, required=False, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = MarketplaceAccount
        fields = ["marketplace", "name", "mode", "is_active", "way_to_connect", "shop_address", "api_key", "api_secret",
                  "redirect_name", "site", "language", "location_id", "publication_ids", "price_rule", "stock_buffer", "buys", "approval_limit",
                  "approval_currency", "mail_sender", "mail_language", "mail_name", "mail_reply_to"]  # fmt: skip
        help_texts = {
            "name": gettext_lazy("What staff call it."),
            "shop_address": gettext_lazy("For Shopify: name.myshopify.com. A connected shop keeps it."),
            "is_active": gettext_lazy("Switched off, no call is made and its webhooks are refused."),
            "stock_buffer": gettext_lazy("So many of each product are never offered there."),
            "buys": gettext_lazy("Off: its orders are shown and nothing is bought for them."),
            "approval_limit": gettext_lazy("Empty: every purchase waits for a person."),
            "mail_sender": gettext_lazy("Only one of them, or customers hear everything twice."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._label_stored_secrets()
        self._offer_sites()
        places = self.instance.places or {}
        self._offer("location_id", places.get("locations", []), blank=True)
        self._offer("publication_ids", places.get("publications", []))
        for event, words in MESSAGES.items():
            name = message_field(event)
            if name in self.fields:
                self.fields[name].label = words
                said = self.instance.mail_events.get(event)
                self.initial[name] = FOLLOWS if said is None else ON if said else OFF

    def _offer_sites(self) -> None:
        """The marketplace's national sites; what was chosen stays seen."""
        if "site" not in self.fields:
            return
        slug = str(self.data.get("marketplace") or self.initial.get("marketplace") or self.instance.marketplace)
        known = registry.adapter_class(slug).sites if slug in registry.slugs() else ()
        chosen = self.instance.site
        extra = [(chosen, chosen)] if chosen and chosen not in dict(known) else []
        field: Any = self.fields["site"]
        field.choices = [("", "–"), *known, *extra]

    def _label_stored_secrets(self) -> None:
        for name, secret in SECRET_FIELDS.items():
            self.initial.pop(name, None)
            stored = getattr(self.instance, secret)
            if name in self.fields and stored:
                field = self.fields[name]
                field.label = _("Replace: %(field)s") % {"field": field.label}
                field.help_text = _("Set, ending in %(last4)s. Leave empty to keep it.") % {
                    "last4": stored.last4 or "…"
                }

    def _offer(self, name: str, places: list[dict[str, Any]], *, blank: bool = False) -> None:
        if name not in self.fields:
            return
        field: Any = self.fields[name]
        choices = [(place["id"], place["name"] or place["id"]) for place in places if place.get("is_active", True)]
        known = {key for key, _words in choices}
        chosen = getattr(self.instance, name)
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        choices += [(key, key) for key in chosen if key and key not in known]  # one that is gone there stays seen
        field.choices = [("", "–"), *choices] if blank else choices
        if not places:
            field.help_text = _("Known after the first test of the connection.")

    def clean_shop_address(self) -> str:
        return plain_address(self.cleaned_data["shop_address"])

    def clean_approval_currency(self) -> str:
        code = str(self.cleaned_data["approval_currency"]).strip().upper()
        if code and not (len(code) == CURRENCY and code.isascii() and code.isalpha()):
            raise ValidationError(_("A currency is three letters, for example EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("approval_limit") is not None and not cleaned.get("approval_currency"):
            self.add_error("approval_currency", _("A limit needs a currency."))
        if not self.instance.from_environment:
            self._check_credentials(cleaned)
        return cleaned

    def _check_credentials(self, cleaned: dict[str, Any]) -> None:
        """What is missing, then what the marketplace's room says of the form of what was given."""
        given = self._credentials(cleaned)
        marketplace = cleaned.get("marketplace") or self.instance.marketplace
        if marketplace not in registry.slugs():
            return
        for name in registry.adapter_class(marketplace).needed.get(str(cleaned.get("way_to_connect")), ()):
            stored = bool(self.instance.pk and name in SECRETS and getattr(self.instance, name))
            if name not in given and not stored:
                self._say(name, _("This is needed."))
        known = MarketplaceAccount(marketplace=marketplace)
        if self.instance.pk:  # the form has changed its own instance already
            known = MarketplaceAccount.objects.get(pk=self.instance.pk)
        for name, words in form_problems(known, given).items():
            self._say(name, words)

    def _credentials(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """Those that were given, by the account's own names."""
        plain = {name: cleaned.get(name) for name in ("shop_address", "api_key", "redirect_name")}
        secrets = {secret: cleaned.get(name) for name, secret in SECRET_FIELDS.items()}
        return {name: str(text) for name, text in {**plain, **secrets}.items() if text}

    def _say(self, credential: str, words: str) -> None:
        name = next((field for field, secret in SECRET_FIELDS.items() if secret == credential), credential)
        if name in self.fields and name not in self.errors:
            self.add_error(name, words)

    @property
    def replaced(self) -> list[str]:
        """The secrets that were typed in, by the account's own names."""
        return [secret for name, secret in SECRET_FIELDS.items() if self.cleaned_data.get(name)]

    def messages_chosen(self) -> dict[str, bool]:
        """Those that are on or off for this shop alone."""
        said = {event: self.cleaned_data.get(message_field(event), FOLLOWS) for event in MESSAGES}
        return {event: value == ON for event, value in said.items() if value != FOLLOWS}
