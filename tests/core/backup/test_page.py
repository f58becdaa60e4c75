"""The console's page of backups: for admins, with what was made, what failed and a button for one more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.backup.standing import is_late, last_failure, newest, note_failed, note_made
from core.models import Event, Job
from tests.console_rows import staff

pytestmark = pytest.mark.django_db

DATA = {
    "path": "/somewhere/else/entrepot-20260302-023000",
    "bytes": 1_500_000,
    "rows": 1489,
    "keys": ["39093e2e"],
    "seconds": 4.2,
}


@pytest.fixture
def page(client, settings):
    settings.BACKUP_FOLDER = "/srv/backups"
    client.force_login(staff("ana", "core.make_backup"))
    return client


def made(name, days_ago=0.0, **data):
    note_made(name, DATA | data, "schedule")
    Event.objects.filter(subject_id=name).update(created_at=timezone.now() - timedelta(days=days_ago))


def html(page):
    return page.get(reverse("admin:backups")).content.decode()


def test_each_backup_stands_there_with_its_size_its_keys_and_whether_it_is_seen(page, tmp_path):
    there, gone = tmp_path / "entrepot-20260303-023000", tmp_path / "entrepot-20260302-023000"
    there.mkdir()
    made("entrepot-20260301-023000", 3)
    made(gone.name, 2, path=str(gone))
    made(there.name, 1, path=str(there))
    text = html(page)
    places = [text.index(name) for name in (there.name, gone.name, "entrepot-20260301-023000")]
    assert places == sorted(places)
    assert "1.4\xa0MB" in text
    assert "1,489" in text
    assert "39093e2e" in text
    assert text.count(">there<") == text.count(">removed<") == text.count(">not seen from here<") == 1


def test_back_up_now_files_a_job_of_the_person(page):
    answer = page.post(reverse("admin:backup_now"), follow=True)
    job = Job.objects.get(kind="core.backup")
    assert (job.state, job.requested_by) == ("pending", "ana")
    assert f"The backup is filed as job #{job.pk}" in answer.content.decode()


def test_without_a_folder_the_page_says_what_to_set_and_files_nothing(page, settings):
    settings.BACKUP_FOLDER = ""
    assert "set BACKUP_FOLDER to a folder" in html(page)
    assert "Back up now" not in html(page)
    page.post(reverse("admin:backup_now"))
    assert not Job.objects.exists()


def test_a_failure_is_shown_in_its_words_until_a_backup_is_made(page):
    made("entrepot-20260302-023000", 1)
    note_failed("The disk of /srv/backups is full.", "schedule")
    assert "The last backup failed: The disk of /srv/backups is full." in html(page)
    assert newest().failed_since == last_failure() == "The disk of /srv/backups is full."
    made("entrepot-20260303-023000")
    assert "The last backup failed" not in html(page)
    assert newest().failed_since == last_failure() == ""


def test_without_the_permission_nobody_sees_it_and_nobody_makes_one_by_a_link(client, page):
    assert page.get(reverse("admin:backup_now")).status_code == 405
    client.force_login(staff("finn", "core.view_job", "core.change_job"))
    assert client.get(reverse("admin:backups")).status_code == 403
    assert client.post(reverse("admin:backup_now")).status_code == 403
    assert not Job.objects.exists()


def test_a_backup_is_late_when_the_newest_is_older_than_the_setting(settings):
    settings.BACKUP_FOLDER, settings.BACKUP_MAX_AGE_HOURS = "/srv/backups", 30
    assert is_late()  # none yet
    made("entrepot-20260302-023000", 31 / 24)
    assert is_late()
    made("entrepot-20260303-023000", 29 / 24)
    assert not is_late()
    assert newest().name == "entrepot-20260303-023000"
    assert newest().size == 1_500_000
    assert 28.9 < newest().age() / timedelta(hours=1) < 29.1
    settings.BACKUP_FOLDER = ""
    Event.objects.all().delete()
    assert not is_late()  # nobody asked for any


def test_what_housekeeping_deleted_is_shown_in_words(page):
    moment = timezone.now()
    Job.objects.create(
        kind="core.housekeeping", state="done", run_at=moment, finished_at=moment,
        result={"deleted": {"api_calls": 12_000, "events": 3, "jobs": 0}, "total": 12_003, "bodies": 40},
    )  # fmt: skip
    text = html(page)
    assert "12,043 rows deleted or emptied" in text
    for words, number in (("calls to partners", "12,000"), ("bodies of webhooks", "40"), ("lines of history", "3")):
        assert f"<dt>{words}</dt><dd>{number}</dd>" in text
    assert "finished jobs" not in text
