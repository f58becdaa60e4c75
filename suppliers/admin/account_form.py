"""The form of an account: credentials are written and never shown, and the supplier's own room checks their form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from suppliers import registry
from suppliers.actions.editing import SECRETS
from suppliers.admin.offer_actions import clean_country
from suppliers.models import SupplierAccount

HALVES = ("first_half", "second_half")
OPTIONAL = {"platform_token", "email"}
CURRENCY = 3


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(
        render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}
    )
    return forms.CharField(label=label, required=False, strip=True, widget=widget, help_text=help_text)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Which credentials there are depends on the supplier; a secret's field left empty keeps what is stored."""

    api_key = _secret(gettext_lazy("API key"))
    first_half = _secret(gettext_lazy("First half of the key"), gettext_lazy("Only if you hold the key in two pieces."))
    second_half = _secret(gettext_lazy("Second half of the key"))
    api_secret = _secret(gettext_lazy("API secret"))
    platform_token = _secret(gettext_lazy("Platform token"), gettext_lazy("Only for partners who were given one."))
    confirm_name = forms.CharField(
        label=gettext_lazy("Type the account's name to change its environment"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("From then on calls mean something else: real money instead of none, or the reverse."),
    )

    class Meta:
        model = SupplierAccount
        fields = ["supplier", "name", "mode", "email", "api_key", "api_secret", "platform_token", "tier", "stock_basis",
                  "ship_to", "currency", "is_active"]  # fmt: skip
        help_texts = {
            "name": gettext_lazy("What staff call it."),
            "email": gettext_lazy("Compared with the account that answers, when given."),
            "tier": gettext_lazy("The contract that sets how many calls a second are allowed, for example “free”."),
            "ship_to": gettext_lazy("Two letters: costs and freight are read for this country."),
            "currency": gettext_lazy("Three letters; empty takes the supplier's own."),
            "is_active": gettext_lazy("Switched off, nothing is refreshed and no call is made."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.instance.supplier or str(self.initial.get("supplier") or self.data.get("supplier") or "")
        self.supplier = registry.adapter_class(slug) if slug in registry.slugs() else None
        self._drop_what_the_supplier_has_not()
        for name in SECRETS:
            self.initial.pop(name, None)
            if name in self.fields and self.instance.pk and getattr(self.instance, name):
                field = self.fields[name]
                field.label = _("Replace: %(field)s") % {"field": field.label}
                field.help_text = _("Set, ending in %(last4)s. Leave empty to keep it.") % {
                    "last4": getattr(self.instance, name).last4 or "…"
                }

    def _drop_what_the_supplier_has_not(self) -> None:
        wanted = set(credential_names(self.supplier, self.instance))
        for name in (*SECRETS, *HALVES, "email"):
            if name in self.fields and name not in wanted:
                del self.fields[name]
        if not self.instance.pk or self.instance.from_environment:
            self.fields.pop("confirm_name", None)

    def clean_ship_to(self) -> str:
        text = self.cleaned_data["ship_to"]
        return clean_country(text) if text.strip() else ""

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and not (len(code) == CURRENCY and code.isascii() and code.isalpha()):
            raise ValidationError(_("A currency is three letters, for example USD."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_environment(cleaned)
        if self.supplier is not None and not self.instance.from_environment:
            self._join_halves(cleaned)
            self._check_credentials(cleaned)
        return cleaned

    def _check_environment(self, cleaned: dict[str, Any]) -> None:
        """Changing the environment of an account takes its name, typed."""
        if not self.instance.pk or "mode" not in self.changed_data or "mode" not in cleaned:
            return
        if cleaned.get("confirm_name") != self.initial.get("name"):
            self.add_error("confirm_name", _("Type “%(name)s” to do that.") % {"name": self.initial.get("name")})

    def _join_halves(self, cleaned: dict[str, Any]) -> None:
        first, second = cleaned.get("first_half") or "", cleaned.get("second_half") or ""
        if not first and not second:
            return
        if cleaned.get("api_key"):
            self.add_error("api_key", _("Give the key whole or in two halves, not both."))
            return
        try:
            cleaned["api_key"] = self.supplier.join_halves(first, second)  # type: ignore[union-attr]  # asked by clean
        except ValueError as error:
            self.add_error("first_half", str(error))

    def _check_credentials(self, cleaned: dict[str, Any]) -> None:
        """What is missing, then what the supplier's room says of the form of what was given."""
        wanted = credential_names(self.supplier, self.instance)
        for name in wanted:
            stored = bool(self.instance.pk and name in SECRETS and getattr(self.instance, name))
            if name in (*OPTIONAL, *HALVES) or stored or cleaned.get(name) or self.errors.get("first_half"):
                continue
            self.add_error(name, _("This is needed."))
        given = {name: str(cleaned[name]) for name in wanted if name not in HALVES and cleaned.get(name)}
        problems = self.supplier.credential_problems(given)  # type: ignore[union-attr]  # asked by clean
        for name, words in problems.items():
            if name in given and name not in self.errors:
                self.add_error(name, words)

    @property
    def replaced(self) -> list[str]:
        """The secrets that were typed in."""
        return [name for name in SECRETS if self.cleaned_data.get(name)]


def credential_names(supplier: Any, account: SupplierAccount | None) -> list[str]:
    """The credentials that this supplier asks for, in its order; none for the environment's account."""
    if supplier is None or (account is not None and account.from_environment):
        return []
    names = list(supplier.credential_fields)
    if supplier.joins_halves:
        names[names.index("api_key") + 1 : names.index("api_key") + 1] = HALVES
    return names
