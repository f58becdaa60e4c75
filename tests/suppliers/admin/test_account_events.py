"""The history of a supplier account in sentences."""

import pytest

from core.admin.event_words import sentences
from core.models import Event
from suppliers.admin import account_events


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("supplier_account.ok", {"from": "new", "code": "connected"}, "Connected"),
        ("supplier_account.paused", {"from": "ok", "code": "paused_by_staff", "why": "prices"}, "Paused: prices"),
        ("supplier_account.tested", {"ok": True, "code": ""}, "Connection tested"),
        ("supplier_account.tested", {"ok": False, "code": "auth_failed"}, "Connection tested: Authentication failed"),
        ("supplier_account.changed", {"fields": ["tier", "ship_to"]}, "Changed: tier, costs and freight for (country)"),
        ("supplier_account.credentials_set", {"fields": ["api_key"], "last4": {}}, "Credentials set: API key"),
        ("supplier_account.deleted", {"name": "CJ main"}, "Account “CJ main” deleted"),
        ("supplier_account.grown", {"legs": 2}, "Grown: legs: 2"),
    ],
)
def test_each_event_of_an_account_is_told(db, kind, data, words):
    event = Event.objects.create(subject_type="suppliers.supplieraccount", subject_id="1", kind=kind, data=data)
    assert sentences([event]) == account_events.read_accounts([event]) == {event.pk: words}
