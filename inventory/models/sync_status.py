from django.db import models
from django.utils.translation import gettext_lazy as _


class SyncStatus(models.TextChoices):
    SYNCED = "synced", _("in step")
    MISSING = "missing", _("missing")  # not in the last complete run
    GONE = "gone", _("gone")  # not in two complete runs, or confirmed by staff: no longer sold
    ERROR = "error", _("error")  # the last item received for it could not be read
