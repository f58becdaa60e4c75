"""The Celery app of the production profile: `celery -A config worker` and `celery -A config beat`.

Its messages are hints. What is to be done stands in the `Job` table, when in the `PeriodicTask` rows.
"""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("entrepot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["core"])


@signals.worker_init.connect
def _require_start(**_: Any) -> None:
    """A worker that cannot read the stored keys does not start. (Beat reads none.)"""
    from core.checks import require_start  # noqa: PLC0415 - no app is loaded yet when this module is

    require_start()
