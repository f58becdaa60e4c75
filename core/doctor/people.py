"""People: how many may do everything, and whether those whose role needs a second factor have one."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import Group, User

from core.doctor.examination import State, examiner
from core.two_factor.policy import with_standing

MANY = 3  # superusers; more than these is more than an installation has people to answer for everything


@examiner("people", needs_database=True)
def examine_people() -> Iterator[tuple[State, str, str]]:
    active = User.objects.filter(is_active=True)
    superusers = active.filter(is_superuser=True).count()
    missing = sorted(set(settings.TWO_FACTOR_REQUIRED_ROLES) - set(Group.objects.values_list("name", flat=True)))
    waiting = with_standing(active).filter(second_factor_required=True, second_factor=None).count()
    counted = f"{superusers} superuser(s), {waiting} person(s) who set up two-factor login when they log in next."
    if not superusers:
        yield State.WARNING, "There is no superuser.", "Run 'manage.py createsuperuser'."
    elif superusers > MANY:
        yield State.WARNING, counted, "Give people roles; the console's page 'Users' says what each means."
    else:
        yield State.OK, counted, ""
    if missing:
        yield (
            State.WARNING,
            f"TWO_FACTOR_REQUIRED_ROLES names no group: {', '.join(missing)}.",
            "Correct the setting, or run 'manage.py migrate', which makes the roles.",
        )
