"""Settings of the processes that the fault tests start: the suite's, with an app of job kinds that misbehave."""

import os

from tests.settings import *  # noqa: F403 - a settings module is its names
from tests.settings import INSTALLED_APPS as PRODUCT_APPS

# The partner of a test is a look-alike on loopback, so its address comes from the process's environment.
B2B_API_URL = os.environ.get("B2B_API_URL", "https://b2b.invalid/api/v1")

INSTALLED_APPS = [*PRODUCT_APPS, "tests.faults.jobs_app"]
