"""The web application that a WSGI server loads: `gunicorn config.wsgi`. Without the keys it needs it does not load."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("HUB_PROCESS_ROLE", "web")

import django
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

django.setup(set_prefix=False)

from core.checks import require_start

require_start()
# All addresses are loaded before the first caller comes, and once for all processes: a webhook's sender does not wait.
_addresses = get_resolver().url_patterns
connections.close_all()  # a server that loads this before it forks must not share a connection
application = get_wsgi_application()
