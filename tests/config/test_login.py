"""Where a person lands after logging in."""

from django.contrib.auth.models import User
from django.urls import reverse


def test_a_login_without_a_wanted_page_leads_to_the_home_page(client, db):
    User.objects.create_superuser("boss", password="a-long-test-password")
    answer = client.post(reverse("admin:login"), {"username": "boss", "password": "a-long-test-password"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:index")
