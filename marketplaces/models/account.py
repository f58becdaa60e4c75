import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import Secret
from core.fields import EncryptedTextField
from core.models import PartnerAccount


class WayToConnect(models.TextChoices):
    CLIENT_CREDENTIALS = "client_credentials", _("the app's key and secret")
    OAUTH = "oauth", _("a person installs the app")
    PASTED_TOKEN = "pasted_token", _("a pasted access token")


class MailSender(models.TextChoices):
    """Who tells the customer. Only ever one of them."""

    HUB = "hub", _("the hub")
    SHOP = "shop", _("the marketplace")
    NOBODY = "nobody", _("nobody")


class MarketplaceAccount(PartnerAccount):
    """A shop at a marketplace. Its credentials are stored here or, with `from_environment`, read from the settings.

    `previous_secret` still signs webhooks until `previous_secret_until`, after the app's secret was changed.
    `orders_read_until` is the checkpoint of polling: all changes before it are here. `first_read_at` is when the shop's
    orders were first read: older ones are never mailed about. `approval_limit` None: whatever is proposed to be bought
    waits for approval; else what costs up to so much in `approval_currency` is approved by itself.
    `site` is the national site of a marketplace that has several (a code of the adapter's `sites`), `redirect_name` what
    it wants instead of our address (eBay's RuName). `selling_settings` are the choices that stand in every listing
    (`SellingSetting.name` -> value), `selling_choices` what the marketplace offered for them when it was last asked:
    `[{"name", "is_required", "choices": [[value, title]]}]`. `readiness` is the list of what a seller needs there, as it was last read:
    `[{"code", "is_met", "is_required", "values"}]`. `partner_secrets` is what the room itself keeps, as JSON (a signing
    key). `mail_events` holds the events that are switched off or on for this shop, `{"shipped": false}`; the others follow
    the settings.
    """

    WayToConnect = WayToConnect
    MailSender = MailSender

    marketplace = models.CharField(_("marketplace"), max_length=40)  # a slug of the registry
    from_environment = models.BooleanField(_("from the environment"), default=False, editable=False)
    way_to_connect = models.CharField(
        _("way to connect"), max_length=20, choices=WayToConnect, default=WayToConnect.CLIENT_CREDENTIALS
    )
    shop_address = models.CharField(_("address of the shop"), max_length=200, blank=True, default="")
    api_key = models.CharField(_("app's key (client id)"), max_length=120, blank=True, default="")
    api_secret = EncryptedTextField(_("app's secret"), blank=True)
    previous_secret = EncryptedTextField(_("app's secret before"), blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    redirect_name = models.CharField(_("redirect name (RuName)"), max_length=120, blank=True, default="")
    site = models.CharField(_("national site"), max_length=20, blank=True, default="")
    language = models.CharField(_("language of listings"), max_length=8, blank=True, default="")
    selling_settings = models.JSONField(_("choices for listings"), default=dict, blank=True)
    selling_choices = models.JSONField(_("what can be chosen"), default=list, blank=True, editable=False)
    readiness = models.JSONField(_("readiness"), default=list, blank=True, editable=False)
    readiness_checked_at = models.DateTimeField(_("readiness checked"), null=True, blank=True, editable=False)
    partner_secrets = EncryptedTextField(_("keys of the marketplace's own"), blank=True, editable=False)
    credential_mark = models.CharField(max_length=32, blank=True, default="", editable=False)
    scopes = models.JSONField(_("rights"), default=list, blank=True, editable=False)
    missing_scopes = models.JSONField(_("rights that are missing"), default=list, blank=True, editable=False)
    lost_abilities = models.JSONField(_("what does not work without them"), default=list, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True, default="", editable=False)
    places = models.JSONField(_("locations and publications"), default=dict, blank=True, editable=False)
    location_id = models.CharField(_("location for stock"), max_length=120, blank=True, default="")
    publication_ids = models.JSONField(_("where products are shown"), default=list, blank=True)

    webhook_path = models.CharField(max_length=64, unique=True, editable=False, default="")
    webhook_url = models.CharField(_("webhook address"), max_length=400, blank=True, default="", editable=False)
    webhooks_checked_at = models.DateTimeField(_("webhooks checked"), null=True, blank=True, editable=False)

    first_read_at = models.DateTimeField(_("orders first read"), null=True, blank=True, editable=False)
    orders_read_until = models.DateTimeField(_("orders read until"), null=True, blank=True, editable=False)
    orders_polled_at = models.DateTimeField(_("orders asked for"), null=True, blank=True, editable=False)

    buys = models.BooleanField(_("orders of this shop are bought"), default=True)
    approval_limit = models.DecimalField(
        _("approved by itself up to"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    approval_currency = models.CharField(_("currency of that"), max_length=3, blank=True, default="")
    mail_sender = models.CharField(
        _("who tells the customer"), max_length=8, choices=MailSender, default=MailSender.SHOP
    )
    mail_events = models.JSONField(_("messages on or off"), default=dict, blank=True)
    mail_language = models.CharField(_("language where the customer's is unknown"), max_length=8, default="en")
    mail_name = models.CharField(_("name that customers know"), max_length=100, blank=True, default="")
    mail_reply_to = models.EmailField(_("answers go to"), blank=True, default="")

    price_rule = models.ForeignKey(
        "marketplaces.PriceRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("price rule"),
    )
    stock_buffer = models.PositiveIntegerField(_("units kept back"), default=0)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        permissions = [("connect_marketplaceaccount", _("Can connect and disconnect shops"))]
        constraints = [
            models.UniqueConstraint(
                fields=["marketplace"],
                condition=models.Q(from_environment=True),
                name="one_shop_from_environment",
            ),
            models.UniqueConstraint(
                fields=["marketplace", "shop_address"],
                condition=~models.Q(shop_address=""),
                name="shop_once",
            ),
        ]

    def save(self, **kwargs: Any) -> None:
        if not self.webhook_path:
            self.webhook_path = secrets.token_urlsafe(24)
        super().save(**kwargs)

    @property
    def partner(self) -> str:
        return self.marketplace

    @property
    def has_token(self) -> bool:
        is_pasted = self.way_to_connect == WayToConnect.PASTED_TOKEN
        return super().has_token or (is_pasted and bool(self.credential("access_token")))

    def credential(self, name: str) -> Secret:
        """`api_secret`, `previous_secret`: this row's own or, for the environment's account, the setting's
        (MARKETPLACE_ENVIRONMENT). False where there is none."""
        if self.from_environment:
            return Secret(settings.MARKETPLACE_ENVIRONMENT.get(self.marketplace, {}).get(name, ""))
        stored: Secret = getattr(self, name, Secret(""))
        return stored
