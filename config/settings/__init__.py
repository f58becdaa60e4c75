"""The project's settings, one file per concern; every value an administrator may change comes from the environment.

`docs/configuration.md` lists them all; `.env.example` is the template of a `.env` file.
"""

import django_stubs_ext

from config.settings.alerts import *
from config.settings.apps import *
from config.settings.backup import *
from config.settings.buying import *
from config.settings.celery import *
from config.settings.console import *
from config.settings.database import *
from config.settings.environment import BASE_DIR as BASE_DIR
from config.settings.logging import *
from config.settings.monitoring import *
from config.settings.partners import *
from config.settings.redis import *
from config.settings.rest import *
from config.settings.security import *
from config.settings.sync import *

django_stubs_ext.monkeypatch()  # generic Django classes can then be subscripted
