"""The doctor looks at everything whatever is broken, says it in sentences with a remedy, and its exit code sums it up."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from core.backup.standing import note_made
from core.crypto import fingerprint, generate_key
from core.doctor import State, examination
from core.models import Alert, InboundEvent, Job, ScheduleTick, SyncIssue, SyncRun
from core.notify import raise_alert
from core.simulation import SimulationServer
from inventory.models import ApiKey
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue

pytestmark = pytest.mark.django_db
AREAS = {
    "settings",
    ".env file",
    "mail",
    "mail server",
    "HTTPS",
    "deployment",
    "public URL",
    "clock",
    "backups",
    "database",
    "migrations",
    "keys",
    "secrets",
    "broker",
    "schedules",
    "queue",
    "alerts",
    "syncs",
    "webhooks",
    "disk",
    "people",
    "suppliers",
    "B2B service",
    "B2B clock",
    "shops",
    "orders",
    "buying",
    "exchange rates",
    "messages to customers",
}


@pytest.fixture
def doctor(capsys):
    """Runs the doctor; gives its exit code and its findings by area: [(state, sentence, remedy), …]."""

    def run():
        code = 0
        try:
            call_command("doctor", "--json")
        except SystemExit as end:
            code = end.code
        findings = {}
        for finding in json.loads(capsys.readouterr().out)["findings"]:
            findings.setdefault(finding["area"], []).append((finding["state"], finding["sentence"], finding["remedy"]))
        return code, findings

    return run


@pytest.fixture(scope="module")
def b2b():
    """The service, answering on loopback."""
    with SimulationServer({"b2b": B2BSimulator(Catalogue.generated(1))}) as server:
        yield server.url


@pytest.fixture(autouse=True)
def _healthy(settings, b2b):
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.B2B_API_KEY, settings.B2B_API_URL = "b2c_42_abcdefgh1234", b2b
    settings.BACKUP_FOLDER = ""
    note_made("entrepot-1", {"bytes": 1}, "test")
    settings.CELERY_BROKER_URL = ""
    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    User.objects.create_superuser("root")
    ScheduleTick.objects.update_or_create(name="Sweep", defaults={"filed_at": timezone.now()})


def test_a_healthy_hub_has_one_good_line_an_area_and_exit_code_0(doctor):
    code, findings = doctor()
    assert code == 0, findings
    assert set(findings) == AREAS
    assert {state for lines in findings.values() for state, _, _ in lines} == {"ok"}


def test_the_lines_for_people_hold_state_area_sentence_and_remedy(capsys, settings):
    settings.SMTP_SERVER = ""
    call_command("doctor", no_color=True)
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("warning  mail        Alerts are shown on the dashboard only, nobody gets a mail.")
    assert lines[place + 1] == " " * 21 + "-> Set SMTP_SERVER."
    assert lines[-1] == "0 broken, 1 to look at."


def test_a_key_that_is_not_configured_names_the_rows_it_would_open(doctor, settings):
    ApiKey.objects.create(name="main shop", key="b2c_42_abcdefgh1234")
    old = settings.INVENTORY_ENCRYPTION_KEY
    settings.INVENTORY_ENCRYPTION_KEY = generate_key()
    code, findings = doctor()
    assert code == 1
    state, sentence, remedy = findings["secrets"][0]
    assert state == "broken"
    assert sentence == (
        f"1 stored in inventory.ApiKey.key cannot be read: they need the key {fingerprint(old)}, "
        "which is not configured. These are: main shop."
    )
    assert remedy == "Add that key at the end of HUB_ENCRYPTION_KEYS, or enter these secrets anew."
    assert findings["B2B service"][0][0] == "broken"


@pytest.mark.parametrize("bad", ["secret", "a" * 43 + "="])
def test_a_bad_key_is_told_without_being_shown(doctor, settings, bad):
    settings.INVENTORY_ENCRYPTION_KEY = bad
    code, findings = doctor()
    assert code == 1
    state, sentence, remedy = findings["keys"][0]
    assert (state, remedy) == ("broken", "Replace it in INVENTORY_ENCRYPTION_KEY.")
    assert fingerprint(bad) in sentence
    assert "aaaa" not in str(findings)


def test_a_damaged_secret_is_named_by_its_row(doctor):
    row = ApiKey.objects.create(name="main shop", key="b2c_42_abcdefgh1234")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_apikey SET key = %s WHERE id = %s", [row.key.stored[:-8] + "AAAAAAA=", row.pk])
    code, findings = doctor()
    assert code == 1
    assert findings["secrets"] == [
        (
            "broken",
            "Damaged, changed or moved from another row: inventory.ApiKey.key of “main shop”.",
            "Enter these secrets anew.",
        )
    ]


def test_no_key_for_the_service_is_a_warning(doctor, settings):
    settings.B2B_API_KEY = ""
    code, findings = doctor()
    assert code == 0
    assert findings["B2B service"][0][0] == "warning"


def test_no_secret_of_any_kind_is_printed(doctor, settings):
    ApiKey.objects.create(name="main shop", key="b2c_42_CANARY-in-the-row")
    settings.B2B_API_KEY = "b2c_42_CANARY-in-the-setting"
    settings.SMTP_PASSWORD = "CANARY-of-the-mail-server"
    settings.CELERY_BROKER_URL = "redis://:CANARY-of-the-broker@127.0.0.1:1/0"
    _, findings = doctor()
    assert findings["broker"][0][0] == "broken"
    assert "redis://127.0.0.1:1 does not answer" in findings["broker"][0][1]
    assert "CANARY" not in str(findings)
    assert settings.INVENTORY_ENCRYPTION_KEY not in str(findings)


def test_a_schedule_that_stands_still_is_broken(doctor):
    ScheduleTick.objects.update(filed_at=timezone.now() - timedelta(hours=2))
    code, findings = doctor()
    assert code == 1
    assert findings["schedules"][0][0] == "broken"
    assert "The last one was kept 720" in findings["schedules"][0][1]


def test_work_that_waits_gave_up_or_alerts_is_told(doctor):
    Job.objects.create(kind="inventory.sync", run_at=timezone.now() - timedelta(minutes=10))
    Job.objects.create(kind="inventory.sync", run_at=timezone.now(), state=Job.State.DEAD)
    raise_alert("disk_low", "media", free=7, path="/data")
    code, findings = doctor()
    assert code == 1
    assert [line[0] for line in findings["queue"]] == ["broken", "warning"]
    assert findings["queue"][1][1:] == (
        "A job gave up: 1 in all. It failed at each of its attempts, or the process that did it died each time.",
        "Open it under Jobs: it says why. Mend the cause, then press “Retry”.",
    )
    assert findings["alerts"] == [
        (
            "warning",
            "The disk is almost full.",
            "7 MB are free where /data lies. Make room: without it the hub cannot keep its data.",
        )
    ]
    assert Alert.objects.count() == 1


def test_what_broke_on_its_way_in_is_told_in_the_words_of_the_console(doctor):
    run = SyncRun.objects.create(partner="b2b", kind="products", state=SyncRun.State.FAILED, error_code="credentials")
    SyncIssue.objects.create(run=run, external_id="7", code="price_missing")
    InboundEvent.objects.create(
        partner="shopify", dedupe_key="7", raw=b"{}", received_at=timezone.now(), state=InboundEvent.State.DEAD
    )

    _, findings = doctor()

    refused, left_out = findings["syncs"]
    assert refused[1] == f"Run #{run.pk} of b2b products broke off."
    assert refused[2].startswith("Authentication failed. The B2B service does not accept the API key")
    assert left_out[1].startswith("Product not imported: 1 open issue(s).")
    assert findings["webhooks"][0][1].startswith("A webhook could not be processed: 1.")


def test_little_room_on_the_disk_is_a_warning(doctor, settings):
    settings.ALERT_DISK_FREE_MB = 10**9
    code, findings = doctor()
    assert code == 0
    assert findings["disk"][0][0] == "warning"


def test_superusers_are_counted_and_many_or_none_are_a_warning(doctor):
    assert doctor()[1]["people"][0][:2] == (
        "ok",
        "1 superuser(s), 0 person(s) who set up two-factor login when they log in next.",
    )
    for number in range(3):
        User.objects.create_superuser(f"root{number}")
    assert doctor()[1]["people"][0][0] == "warning"
    User.objects.all().delete()
    assert doctor()[1]["people"] == [("warning", "There is no superuser.", "Run 'manage.py createsuperuser'.")]


def test_a_required_role_that_is_no_group_is_named(doctor, settings):
    settings.TWO_FACTOR_REQUIRED_ROLES = ["Finance", "Fiance"]
    code, findings = doctor()
    assert code == 0
    assert findings["people"][1][:2] == ("warning", "TWO_FACTOR_REQUIRED_ROLES names no group: Fiance.")


def test_an_env_file_that_others_may_read_is_a_warning(doctor, monkeypatch, tmp_path):
    file = tmp_path / ".env"
    file.touch(mode=0o644)
    monkeypatch.setenv("ENV_FILE", str(file))
    assert doctor()[1][".env file"][0][0] == "warning"
    file.chmod(0o600)
    assert doctor()[1][".env file"][0][0] == "ok"


def test_an_examiner_that_fails_does_not_stop_the_others(monkeypatch):
    def broken():
        raise RuntimeError("token=CANARY-0123456789 is odd")
        yield

    def without_database():
        raise OperationalError("no such table")
        yield

    def fine():
        yield State.OK, "Good.", ""

    areas = {"a": broken, "b": without_database, "c": fine}
    registered = {area: examination._Registered(area, examine, False) for area, examine in areas.items()}
    monkeypatch.setattr(examination, "_examiners", registered)
    assert [(found.area, found.state, found.sentence) for found in examination.examine()] == [
        ("a", "broken", "Could not be looked at: RuntimeError: token=[redacted] is odd"),
        ("b", "skipped", "Not looked at: the database does not answer, or lacks tables."),
        ("c", "ok", "Good."),
    ]
