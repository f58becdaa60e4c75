from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped


class SafetyRole(models.TextChoices):
    MANUFACTURER = "manufacturer", _("manufacturer")
    RESPONSIBLE = "responsible", _("responsible person in the EU")


class SafetyContact(TimeStamped):
    """Who made a brand's products, or who answers for them in the EU, as the product safety rules (GPSR) want it said in
    a listing. `brand` is compared without regard to case; "" stands for every brand that has no row of that role of its
    own. `warnings` are shown with the listing, in plain words; `pictograms` and `statements` are the marketplace's numbers for
    them, "PI1, PI2"."""

    Role = SafetyRole

    brand = models.CharField(_("brand"), max_length=120, blank=True, default="", help_text=_("Empty: all others."))
    role = models.CharField(_("role"), max_length=12, choices=SafetyRole, default=SafetyRole.MANUFACTURER)
    company = models.CharField(_("company"), max_length=100)
    address1 = models.CharField(_("street"), max_length=180)
    address2 = models.CharField(_("second line"), max_length=180, blank=True, default="")
    city = models.CharField(_("city"), max_length=64)
    province = models.CharField(_("province"), max_length=64, blank=True, default="")
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True, default="")
    country = models.CharField(_("country (two letters)"), max_length=2)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=64, blank=True, default="")
    url = models.URLField(_("contact page"), max_length=250, blank=True, default="")
    warnings = models.TextField(_("warnings"), blank=True, default="")
    pictograms = models.CharField(
        _("pictograms"), max_length=200, blank=True, default="", help_text=_("The marketplace's numbers, by commas.")
    )
    statements = models.CharField(
        _("safety statements"), max_length=400, blank=True, default="",
        help_text=_("The marketplace's numbers, by commas. eBay shows the warnings only beside one of these or a pictogram."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("product safety contact")
        verbose_name_plural = _("product safety contacts")
        constraints = [
            models.UniqueConstraint(Lower("brand"), "role", name="safety_contact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brand or '*'}: {self.company}"
