"""The console's pages over core's rows, and over those of Django and of django-celery-beat that staff work with."""

from core.admin import alerts, calls, clients, events, imports, inbound, issues, jobs, people, runs, schedules

__all__ = [
    "alerts",
    "calls",
    "clients",
    "events",
    "imports",
    "inbound",
    "issues",
    "jobs",
    "people",
    "runs",
    "schedules",
]
