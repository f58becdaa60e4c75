"""What browsers are told with each answer, and what an installation for production must look like."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.crypto import generate_key
from tests.api_door import Api, make_key

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "DEBUG": "0",
    "SECRET_KEY": generate_key(),  # as the documents tell an administrator to make it
    "ALLOWED_HOSTS": "hub.example.com",
    "HTTPS_ONLY": "1",
    "SECURE_HSTS_SECONDS": "31536000",
    "INVENTORY_ENCRYPTION_KEY": "",
    "HUB_ENCRYPTION_KEYS": "",
    "DATABASE_URL": "sqlite:///:memory:",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}


def run_python(*arguments):
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **PRODUCTION}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def policy_of(answer):
    parts = (part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    return {name: set(values[0].split()) if values else set() for name, *values in parts}


@pytest.mark.parametrize("path", ["/admin/login/", "/api/docs", "/api/products", "/healthz", "/nothing"])
def test_every_answer_forbids_frames_sniffing_and_telling_other_sites(path):
    headers = Client().get(path).headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] in (
        "same-origin",
        "unsafe-none" if path == "/api/docs" else "same-origin",
    )
    policy = policy_of(Client().get(path))
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == {"'none'"}
    assert policy["default-src"] == policy["form-action"] == {"'self'"}
    assert policy["img-src"] == {"'self'", "data:"}


def test_only_the_console_may_evaluate_script_and_no_page_may_write_script_into_itself():
    console, docs = policy_of(Client().get("/admin/login/")), policy_of(Client().get("/api/docs"))

    assert console["script-src"] == {"'self'", "'unsafe-eval'"}
    assert "script-src" not in docs
    assert "'unsafe-inline'" not in console["script-src"] | docs["default-src"]


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites():
    User.objects.create_superuser("operator", password="right-password")
    client = Client()

    client.post(reverse("admin:login"), {"username": "operator", "password": "right-password"})

    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 8 * 3600


def test_other_origins_get_no_leave_unless_they_are_named(settings):
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    api = Api(make_key("read"))

    closed = api.ask("OPTIONS", "/api/products", **asked)
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    opened = api.ask("OPTIONS", "/api/products", **asked)

    assert "Access-Control-Allow-Origin" not in closed.headers
    assert opened.status_code == 200
    assert opened.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "x-api-key" in opened.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in opened.headers


def test_a_front_end_elsewhere_may_not_reach_the_console(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]

    answer = Client().get("/admin/login/", headers={"Origin": "https://shop.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_production_settings_pass_the_deployment_check_without_a_word():
    done = run_python("manage.py", "check", "--deploy", "--fail-level", "DEBUG")

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_production_answers_over_https_only_with_secure_cookies():
    code = """
import django; django.setup()
from django.test import Client
from django.conf import settings
ask = Client(headers={"Host": "hub.example.com"})
plain, probe, safe = ask.get("/admin/login/"), ask.get("/healthz"), ask.get("/admin/login/", secure=True)
print(plain.status_code, plain.headers["Location"])
print(probe.status_code)
print(safe.status_code, safe.headers["Strict-Transport-Security"])
print(safe.cookies["csrftoken"]["secure"], settings.SESSION_COOKIE_SECURE)
"""
    done = run_python("-c", code)

    assert done.stdout.splitlines() == [
        "301 https://hub.example.com/admin/login/",
        "200",
        "200 max-age=31536000",
        "True True",
    ], done.stderr


def test_the_console_can_be_moved_to_an_address_of_ones_own():
    code = """
import os; os.environ["ADMIN_URL"] = "/back-office"
import django; django.setup()
from django.urls import reverse
print(reverse("admin:login"))
"""
    assert run_python("-c", code).stdout == "/back-office/login/\n"
