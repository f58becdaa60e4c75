import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from core import console
from core.errors import HubError
from core.models import SyncRun


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss", password="a-long-test-password")


@pytest.fixture
def page(client, boss):
    client.force_login(boss)
    return client


class RecordingDesk:
    """A desk that notes what it was asked for, and refuses when told to."""

    kinds = {"parts": "parts"}
    field_names = {"price": "price", "stock": "stock"}
    item_changelist: dict[str, str] = {}

    def __init__(self):
        self.asked = []
        self.refusal = ""

    def issue_words(self, code, values):
        return f"words for {code}"

    def issue_remedy(self, code):
        return f"remedy for {code}"

    def staged_words(self, field, number):
        return f"{number} of {field}"

    def change_values(self, changes):
        return {}

    def hold_words(self, reason):
        return f"held by {reason['code']}"

    def error_words(self, run):
        return f"broke by {run.error_code}"

    def error_page(self, run):
        return f"/about/{run.error_code}/" if run.error_code else ""

    def start(self, kind, by):
        self._note("start", kind, by)
        return SyncRun.objects.create(partner="acme", kind=kind, trigger="admin", started_by=by)

    def approve(self, run, change_ids, by):
        self._note("approve", run.pk, change_ids, by)

    def discard(self, run, by):
        self._note("discard", run.pk, by)

    def resume(self, run, by):
        self._note("resume", run.pk, by)

    def cancel(self, run, by):
        self._note("cancel", run.pk, by)

    def retry_issues(self, run, by):
        self._note("retry_issues", run.pk, by)

    def _note(self, *what):
        if self.refusal:
            raise HubError(self.refusal)
        self.asked.append(what)


@pytest.fixture
def desk(monkeypatch):
    desk = RecordingDesk()
    monkeypatch.setitem(console._desks, "acme", desk)
    return desk
