from io import StringIO

import pytest
from django.core.management import call_command
from django_celery_beat.models import PeriodicTask

from config.schedule import SCHEDULES


@pytest.mark.django_db
def test_the_models_and_their_migrations_say_the_same():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.django_db
def test_a_migrated_database_has_every_schedule():
    names = {schedule.name for schedule in SCHEDULES}
    assert names <= set(PeriodicTask.objects.values_list("name", flat=True))
