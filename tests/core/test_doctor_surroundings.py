"""What the doctor says of the way in from outside, mail, the clock and backups; and how it is asked for less, or for more."""

import contextlib
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from smtplib import SMTPAuthenticationError

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.backup.standing import note_failed, note_made
from core.doctor.backups import examine_backups
from core.doctor.clock import examine_clock, line_of, seconds_ahead
from core.doctor.deployment import examine_deployment, examine_https, examine_public_url
from core.doctor.mail import examine_mail_server
from core.http import Answer, glance
from core.models import Event
from inventory.doctor import examine_b2b_clock
from tests.core.http.scripted_server import ScriptedServer, answer, redirect

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(settings):
    """A hub as docs/deployment.md sets it up."""
    settings.ALLOWED_HOSTS = ["hub.example.com"]
    settings.HTTPS_ONLY = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXY_COUNT = 1
    settings.SECURE_HSTS_SECONDS = 3600
    return settings


@pytest.fixture
def outside(settings):
    """Where PUBLIC_URL leads: a server that answers as the test says."""
    with ScriptedServer() as server:
        settings.ALLOWED_HOSTS, settings.PUBLIC_URL = ["127.0.0.1"], server.url
        yield server


# HTTPS and the proxy


def test_a_hub_behind_a_proxy_with_https_is_fine(public):
    [(state, _, _)] = examine_https()
    assert state == "ok"


def test_a_hub_for_this_machine_alone_needs_no_https(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    said = ("ok", "ALLOWED_HOSTS names this machine alone: nothing to look at.", "")
    assert (*examine_https(), *examine_deployment()) == (said, said)


def test_a_public_hub_without_https_is_a_warning(public):
    public.HTTPS_ONLY = False
    [(state, sentence, _)] = examine_https()
    assert state == "warning"
    assert sentence == "hub.example.com may be used without TLS: passwords and sessions would go in clear."


def test_https_that_leads_back_to_itself_is_broken(public):
    public.SECURE_PROXY_SSL_HEADER = None
    [(state, _, remedy)] = examine_https()
    assert (state, remedy) == ("broken", "Set BEHIND_HTTPS_PROXY=true where the proxy sets X-Forwarded-Proto.")


def test_visitors_who_share_the_proxys_address_are_a_warning(public):
    public.TRUSTED_PROXY_COUNT = 0
    [(state, _, remedy)] = examine_https()
    assert (state, remedy) == ("warning", "Set TRUSTED_PROXY_COUNT to the number of proxies of yours.")


def test_djangos_own_list_is_part_of_it(public):
    assert [line[0] for line in examine_deployment()] == ["ok"]
    public.SECURE_HSTS_SECONDS = 0
    [(state, sentence, _)] = examine_deployment()
    assert state == "warning"
    assert sentence.startswith("security.W004: You have not set a value for the SECURE_HSTS_SECONDS setting.")


# The public address


def test_a_public_address_that_leads_here_is_fine(outside):
    outside.will(answer(200, {"status": "alive"}))
    [(state, sentence, _)] = examine_public_url()
    assert (state, sentence) == ("ok", f"{outside.url} answers from here; webhooks of partners can arrive.")
    assert outside.received[0].target == "/healthz"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (answer(502, b"bad gateway"), "answered 502"),
        (answer(200, b"<h1>Welcome to nginx!</h1>"), "answered 200"),
        (redirect("https://other.example.com/"), "answered 302 and leads to https://other.example.com/"),
    ],
    ids=["gateway", "another site", "elsewhere"],
)
def test_a_public_address_where_another_answers_is_broken(outside, behaviour, said):
    outside.will(behaviour)
    [(state, sentence, _)] = examine_public_url()
    assert state == "broken"
    assert sentence == f"{outside.url}/healthz {said}: that is not this hub's web process."


def test_a_public_address_without_an_answer_is_broken(settings):
    with ScriptedServer() as server:
        settings.ALLOWED_HOSTS, settings.PUBLIC_URL = ["127.0.0.1"], server.url
    [(state, sentence, _)] = examine_public_url()
    assert state == "broken"
    assert sentence.startswith(f"{server.url} does not answer from here:")


def test_a_public_address_that_the_hub_would_refuse_is_broken_without_a_call(public):
    public.PUBLIC_URL = "https://shop.example.com"
    assert list(examine_public_url()) == [
        (
            "broken",
            "ALLOWED_HOSTS lacks shop.example.com, the host of PUBLIC_URL.",
            "Add shop.example.com to ALLOWED_HOSTS.",
        )
    ]


def test_no_public_address_is_a_warning_for_a_public_hub_only(public):
    public.PUBLIC_URL = ""
    assert [line[0] for line in examine_public_url()] == ["warning"]
    public.ALLOWED_HOSTS = ["localhost"]
    assert [line[0] for line in examine_public_url()] == ["ok"]


def test_a_glance_brings_every_status_and_asks_once():
    with ScriptedServer() as server:
        server.will(answer(503, b"later", retry_after="9"))
        seen = glance(f"{server.url}/api/v1", method="HEAD")
    assert (seen.status, seen.header("Retry-After"), len(server.received)) == (503, "9", 1)
    assert (server.received[0].method, server.received[0].target) == ("HEAD", "/api/v1")
    with pytest.raises(ValueError, match="must be https"):
        glance("http://hub.example.com/healthz")


# The clock


def dated(moment):
    return {"date": format_datetime(moment, usegmt=True)}


def test_the_databases_clock_agrees_with_ours():
    [(state, _, _)] = examine_clock()
    assert state == "ok"


def test_a_clock_that_is_off_is_broken_and_says_which_way():
    assert line_of("the database", 1.9, 2)[0] == "ok"
    assert line_of("the database", 61.0, 2)[:2] == ("broken", "This machine's is 61 s behind that of the database.")
    assert line_of("the database", -61.0, 2)[:2] == ("broken", "This machine's is 61 s ahead of that of the database.")


def test_a_partners_date_is_taken_for_the_middle_of_the_call():
    now = time.time()
    said = datetime.fromtimestamp(now, UTC).replace(microsecond=0) + timedelta(seconds=100)
    ahead = seconds_ahead(Answer(200, dated(said), b"", elapsed_ms=4000), now)
    assert ahead is not None
    assert 101 <= ahead <= 102
    assert seconds_ahead(Answer(200, {}, b""), now) is None
    assert seconds_ahead(Answer(200, {"date": "yesterday"}, b""), now) is None


def test_the_b2b_services_clock_is_asked_once_it_is_used(settings):
    settings.B2B_API_KEY = ""
    assert [line[:2] for line in examine_b2b_clock()] == [("ok", "Not compared: the B2B service is not used yet.")]
    with ScriptedServer() as server:
        settings.B2B_API_KEY, settings.B2B_API_URL = "b2c_42_example", server.url
        server.will(answer(404, b"", **dated(timezone.now() + timedelta(hours=1))))
        [(state, sentence, _)] = examine_b2b_clock()
        assert server.received[0].headers.get("x-api-key") is None  # nobody has to know us for this
    assert state == "broken"
    assert "s behind that of the B2B service." in sentence


# Mail


class Refusing(BaseEmailBackend):
    def open(self):
        raise SMTPAuthenticationError(535, b"password=CANARY-of-the-mail-server is wrong")


def test_a_mail_server_that_lets_us_in_is_fine_and_gets_no_mail(settings):
    settings.SMTP_SERVER, settings.SMTP_USERNAME = "smtp.example.com", "hub"
    assert list(examine_mail_server()) == [("ok", "smtp.example.com port 587 takes us as hub.", "")]
    assert mail.outbox == []


def test_a_mail_server_that_refuses_us_is_broken_and_no_secret_is_shown(settings):
    settings.SMTP_SERVER, settings.EMAIL_BACKEND = "smtp.example.com", f"{__name__}.Refusing"
    [(state, sentence, _)] = examine_mail_server()
    assert state == "broken"
    assert sentence.startswith("smtp.example.com port 587 does not let us in: SMTPAuthenticationError: (535")
    assert "CANARY" not in sentence


# Backups


def test_no_backup_at_all_is_a_warning(settings):
    settings.BACKUP_FOLDER = ""
    assert [line[:2] for line in examine_backups()] == [("warning", "None is made.")]


def test_the_newest_backup_is_named_with_its_age_and_an_old_one_is_broken(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    note_made("entrepot-20261122", {"bytes": 7}, "test")
    assert list(examine_backups()) == [("ok", "The newest, entrepot-20261122, is 0 min old.", "")]
    Event.objects.update(created_at=timezone.now() - timedelta(hours=50))
    assert [line[:2] for line in examine_backups()] == [("broken", "The newest is 50 h old.")]


def test_a_backup_that_failed_since_and_a_folder_that_is_not_there_are_told(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path / "away")
    note_made("entrepot-20261122", {"bytes": 7}, "test")
    note_failed("No space left on device", "test")
    assert [line[:2] for line in examine_backups()] == [
        ("ok", "The newest, entrepot-20261122, is 0 min old."),
        ("broken", "The last try failed: No space left on device"),
        ("warning", f"BACKUP_FOLDER {tmp_path / 'away'} cannot be seen from here."),
    ]


# Asked for less, or for more


def told(*words):
    out = StringIO()
    with contextlib.suppress(SystemExit):
        call_command("doctor", "--json", *words, stdout=out)
    return {finding["area"]: finding for finding in json.loads(out.getvalue())["findings"]}


def test_it_looks_at_one_area_alone():
    assert set(told("--only", "clock", "--only", "migrations")) == {"clock", "migrations"}
    with pytest.raises(CommandError, match=r"There is no area weather\. There are: .*clock, "):
        told("--only", "weather")


def test_offline_it_calls_nobody(outside):
    outside.will(answer(200, {"status": "alive"}))
    found = told("--offline", "--only", "public URL", "--only", "mail server", "--only", "B2B clock")
    assert {finding["state"] for finding in found.values()} == {"skipped"}
    assert outside.received == []


def test_a_trial_mail_is_sent_where_it_is_asked_for(settings):
    assert told("--only", "mail", "--send-mail", "owner@example.com")["trial mail"]["state"] == "broken"
    settings.SMTP_SERVER = "smtp.example.com"
    assert told("--only", "mail", "--send-mail", "owner@example.com")["trial mail"]["state"] == "ok"
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Entrepot: trial mail", ["owner@example.com"])
    ]
