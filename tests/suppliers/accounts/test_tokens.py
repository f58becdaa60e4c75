"""One token pair for each account, whoever asks for it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core import credentials
from core.credentials import TokenGrant, TokenKeeper
from core.crypto import Secret
from core.errors import AuthFailed, HeldBack, PartnerDown, RateLimited
from core.models import Event
from suppliers.models import SupplierAccount

pytestmark = pytest.mark.django_db

LIFE = timedelta(days=15)


class Desk:
    """Stands for the partner's token desk: gives t1, t2, ... or raises what it was told to."""

    def __init__(self):
        self.seen = []
        self.raises = None
        self.refresh_token = True
        self.meanwhile = lambda: None

    def __call__(self, row):
        self.seen.append((row.access_token.reveal(), row.refresh_token.reveal()))
        self.meanwhile()
        if self.raises is not None:
            raise self.raises
        number = len(self.seen)
        now = timezone.now()
        if not self.refresh_token:
            return TokenGrant(Secret(f"t{number}"), now + LIFE)
        return TokenGrant(Secret(f"t{number}"), now + LIFE, Secret(f"r{number}"), now + timedelta(days=180))


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def account():
    return SupplierAccount.objects.create(name="CJ main", supplier="cj-dropshipping")


def keeper(account, desk, **options):
    return TokenKeeper(SupplierAccount.objects.get(pk=account.pk), desk, **options)


def stored(account, **values):
    """Makes the row hold a pair as if it had been fetched before."""
    row = SupplierAccount.objects.get(pk=account.pk)
    now = timezone.now()
    fetched = {
        "access_token": Secret("old"),
        "refresh_token": Secret("old-refresh"),
        "token_issued_at": now - timedelta(days=1),
        "access_expires_at": now + timedelta(days=14),
        "refresh_expires_at": now + timedelta(days=179),
        "token_version": 3,
        "state": "ok",
    }
    for name, value in (fetched | values).items():
        setattr(row, name, value)
    row.save(update_fields=[*fetched, *values])


def refused(code="1600003"):
    return AuthFailed("cj-dropshipping", "refresh the token", message="refresh token bad", code=code)


def test_the_first_token_is_fetched_and_stored_encrypted_with_its_dates(account, desk):
    token = keeper(account, desk).current()
    assert (token.value.reveal(), token.version) == ("t1", 1)
    account.refresh_from_db()
    assert (account.access_token.reveal(), account.refresh_token.reveal()) == ("t1", "r1")
    assert account.access_expires_at - account.token_issued_at == pytest.approx(LIFE, abs=timedelta(seconds=5))
    assert (account.state, account.token_lease_until, account.token_lease_by) == ("ok", None, "")
    assert (account.access_token.stored.last4, account.access_token.stored.token[:5]) == ("", "gAAAA")


def test_a_stored_token_is_used_by_every_process_that_starts_later(account, desk):
    keeper(account, desk).current()
    token = keeper(account, desk).current()
    assert (token.value.reveal(), len(desk.seen)) == ("t1", 1)


def test_a_token_is_renewed_at_four_fifths_of_its_life(account, desk):
    now = timezone.now()
    stored(account, token_issued_at=now - timedelta(days=78), access_expires_at=now + timedelta(days=22))
    assert keeper(account, desk).current().value.reveal() == "old"
    stored(account, token_issued_at=now - timedelta(days=80, hours=1), access_expires_at=now + timedelta(days=20))
    assert keeper(account, desk).current().value.reveal() == "t1"
    assert desk.seen == [("old", "old-refresh")]


def test_an_early_renewal_that_finds_the_partner_down_goes_on_with_the_token_it_has(account, desk):
    due(account)
    desk.raises = PartnerDown("cj-dropshipping", "refresh the token")
    assert keeper(account, desk).current().value.reveal() == "old"
    assert keeper(account, desk).current().value.reveal() == "old"
    assert len(desk.seen) == 1  # the next try comes a minute later
    SupplierAccount.objects.filter(pk=account.pk).update(token_lease_until=timezone.now() - timedelta(seconds=1))
    desk.raises = None
    assert keeper(account, desk).current().value.reveal() == "t2"


def test_nobody_waits_for_an_early_renewal_of_another_process(account, desk):
    due(account)
    SupplierAccount.objects.filter(pk=account.pk).update(token_lease_until=timezone.now() + timedelta(seconds=20))
    assert keeper(account, desk).current().value.reveal() == "old"
    assert desk.seen == []


def due(account):
    now = timezone.now()
    stored(account, token_issued_at=now - timedelta(days=90), access_expires_at=now + timedelta(days=10))


def expired(account, **values):
    now = timezone.now()
    stored(
        account,
        token_issued_at=now - LIFE,
        access_expires_at=now - timedelta(seconds=1),
        **values,
    )


def test_a_refused_token_is_renewed_although_its_time_has_not_come(account, desk):
    stored(account)
    token = keeper(account, desk).renewed(3)
    assert (token.value.reveal(), token.version) == ("t1", 4)


def test_a_refused_token_that_another_process_has_replaced_costs_no_call(account, desk):
    stored(account, token_version=4)
    token = keeper(account, desk).renewed(3)
    assert (token.value.reveal(), token.version, desk.seen) == ("old", 4, [])


def test_a_partner_that_gives_no_refresh_token_leaves_the_old_one_and_its_end(account, desk):
    stored(account)
    ends = SupplierAccount.objects.get(pk=account.pk).refresh_expires_at
    desk.refresh_token = False
    keeper(account, desk).renewed(3)
    account.refresh_from_db()
    assert (account.refresh_token.reveal(), account.refresh_expires_at) == ("old-refresh", ends)


def test_a_refusal_pauses_the_account_until_a_person_has_authorised_it(account, desk):
    expired(account)
    desk.raises = refused()
    with pytest.raises(AuthFailed, match="refresh token bad"):
        keeper(account, desk).current()
    account.refresh_from_db()
    assert account.state == "needs_reconnect"
    assert "refresh token bad" in account.state_reason
    assert account.token_lease_until is None
    event = Event.objects.get(kind="supplier_account.needs_reconnect")
    assert (event.actor, event.data["code"]) == ("credentials", "credentials_refused")


def test_an_account_that_was_authorised_again_is_in_order_with_its_first_token(account, desk):
    expired(account, state="needs_reconnect", state_reason="refresh token bad")
    assert keeper(account, desk).current().value.reveal() == "t1"
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("ok", "")


def test_a_refusal_is_no_refusal_where_another_process_has_stored_a_newer_pair(account, desk):
    expired(account)
    desk.raises = refused()
    desk.meanwhile = lambda: stored(account, token_version=4, access_token=Secret("theirs"))
    token = keeper(account, desk).current()
    assert (token.value.reveal(), token.version) == ("theirs", 4)
    account.refresh_from_db()
    assert account.state == "ok"


def test_a_process_that_waited_for_one_that_was_refused_does_not_ask_again(account, desk):
    expired(account)
    waiting = keeper(account, desk)
    desk.raises = refused()
    with pytest.raises(AuthFailed):
        keeper(account, desk).current()
    with pytest.raises(AuthFailed, match="refresh token bad"):
        waiting.current()
    assert len(desk.seen) == 1


def test_the_wait_that_the_partner_asks_for_holds_for_every_process(account, desk):
    desk.raises = RateLimited("cj-dropshipping", "log in", retry_after=300)
    with pytest.raises(RateLimited):
        keeper(account, desk).current()
    with pytest.raises(HeldBack) as held:
        keeper(account, desk).current()
    assert held.value.retry_after == pytest.approx(300, abs=3)
    assert len(desk.seen) == 1


def test_a_partner_that_is_down_is_asked_again_by_the_next(account, desk):
    expired(account)
    desk.raises = PartnerDown("cj-dropshipping", "refresh the token")
    with pytest.raises(PartnerDown):
        keeper(account, desk).current()
    desk.raises = None
    assert keeper(account, desk).current().value.reveal() == "t2"


def test_the_lease_of_a_process_that_died_runs_out(account, desk, monkeypatch):
    expired(account, token_lease_by="dead")
    monkeypatch.setattr(credentials, "WAIT_SECONDS", 0.2)
    SupplierAccount.objects.filter(pk=account.pk).update(token_lease_until=timezone.now() + timedelta(seconds=50))
    with pytest.raises(HeldBack, match="another process"):
        keeper(account, desk).current()
    SupplierAccount.objects.filter(pk=account.pk).update(token_lease_until=timezone.now() + timedelta(seconds=0.1))
    assert keeper(account, desk).current().value.reveal() == "t1"


def test_a_pair_that_comes_after_the_lease_is_stored_where_nobody_was_faster(account, desk):
    expired(account)

    def somebody_else_takes_over():
        SupplierAccount.objects.filter(pk=account.pk).update(token_lease_by="other")

    desk.meanwhile = somebody_else_takes_over
    assert keeper(account, desk).current().version == 4


def test_forgotten_tokens_are_not_given_to_one_that_saw_an_older_version(account, desk):
    stored(account, token_version=7, access_token=Secret(""), access_expires_at=None)
    token = keeper(account, desk).renewed(3)
    assert (token.value.reveal(), token.version) == ("t1", 8)


def test_saving_an_account_that_was_read_before_keeps_the_newer_token(account, desk):
    form = SupplierAccount.objects.get(pk=account.pk)
    keeper(account, desk).current()
    form.email = "shop@example.com"
    form.save()
    account.refresh_from_db()
    assert (account.email, account.access_token.reveal(), account.token_version) == ("shop@example.com", "t1", 1)


def test_times_are_utc(account, desk):
    keeper(account, desk).current()
    account.refresh_from_db()
    assert account.token_issued_at.tzinfo == UTC
    assert account.token_issued_at <= datetime.now(UTC)


def test_a_lease_of_a_time_when_the_clock_was_ahead_stops_nobody(account, desk):
    expired(account, token_lease_by="dead", token_lease_until=timezone.now() + timedelta(hours=2))
    assert keeper(account, desk).current().value.reveal() == "t1"
