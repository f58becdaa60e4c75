"""A clock that stands still until it is moved, a person, and their phone."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.utils import timezone

from tests.second_factor import PASSWORD, person_with_phone


@pytest.fixture(autouse=True)
def clock():
    """Stands still at the middle of a code's half minute until a test moves it on."""
    start = timezone.now().replace(second=15, microsecond=0)
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller


@pytest.fixture
def later(clock):
    def move(**by):
        clock.shift(timedelta(**by))

    return move


@pytest.fixture
def ana(settings):
    settings.AXES_ENABLED = True
    return User.objects.create_superuser("ana", password=PASSWORD)


@pytest.fixture
def phone(ana, later):
    phone, _ = person_with_phone(ana)
    later(minutes=1)
    return phone


@pytest.fixture
def payer(settings):
    settings.AXES_ENABLED = True
    user = User.objects.create_user("paul", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Finance"))
    return user
