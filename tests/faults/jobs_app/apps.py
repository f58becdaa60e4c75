from django.apps import AppConfig


class FaultJobsConfig(AppConfig):
    name = "tests.faults.jobs_app"

    def ready(self):
        from tests.faults.jobs_app import handlers  # noqa: F401
