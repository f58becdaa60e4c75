"""What the database's planner knows of tables that a test has just filled."""

from django.apps import apps
from django.db import connection

OURS = ("core", "inventory", "suppliers", "marketplaces", "orders")


def analyze():
    """Reads our own tables only: PostgreSQL's shared ones would stay locked for the other processes until the test ends."""
    tables = [model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
