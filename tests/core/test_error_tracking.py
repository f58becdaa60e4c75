"""What is told to an error tracker, and that nothing of one is loaded unless it was asked for."""

import json
import os
import subprocess
import sys

import pytest

from core.error_tracking import clean_breadcrumb, clean_event

CANARY = "CANARY0123456789abcdef"
PERSON = "canary.person@example.com"


def test_an_event_loses_secrets_bodies_and_the_person():
    event = {
        "message": f"token={CANARY}",
        "user": {"id": 7, "email": PERSON},
        "logentry": {"message": "refused: %s", "params": [CANARY], "formatted": f"refused: Bearer {CANARY}"},
        "exception": {"values": [{"type": "Rejected", "value": f'{{"api_key": "{CANARY}"}}', "stacktrace": {"frames": [
            {"function": "call", "lineno": 3}]}}]},
        "request": {
            "method": "POST", "url": f"https://hub.example/oauth?code={CANARY}", "query_string": f"code={CANARY}",
            "headers": {"Authorization": CANARY}, "cookies": {"sessionid": CANARY}, "data": {"email": PERSON},
            "env": {"REMOTE_ADDR": "203.0.113.9"},
        },
        "extra": {"customer": {"email": PERSON}, "access_token": CANARY},
    }  # fmt: skip
    cleaned = clean_event(event, {})
    assert CANARY not in json.dumps(cleaned)
    assert PERSON not in json.dumps(cleaned)
    assert cleaned["request"] == {"method": "POST", "url": "https://hub.example/oauth"}
    assert cleaned["exception"]["values"][0]["type"] == "Rejected"
    assert cleaned["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "call", "lineno": 3}]


def test_a_breadcrumb_loses_the_query_of_its_address():
    crumb = {"category": "httplib", "data": {"url": f"https://a.example/x?key={CANARY}", "http.query": f"key={CANARY}"}}
    assert clean_breadcrumb(crumb, {}) == {"category": "httplib", "data": {"url": "https://a.example/x"}}


TELLS = """
import json, logging, sys
import django
from django.conf import settings
settings.SENTRY_DSN = ""
django.setup()
loaded = "sentry_sdk" in sys.modules
settings.SENTRY_DSN = "https://public@errors.example/1"
from core import error_tracking
import sentry_sdk
from sentry_sdk.transport import Transport
sent = []
class Stub(Transport):
    def capture_envelope(self, envelope):
        sent.append(envelope.serialize().decode())
error_tracking.start(transport=Stub)
secret, person = "CANARY0123456789abcdef", "canary.person@example.com"
from core.redaction import learn
learn(secret)
def fail(api_key, customer):
    raise ValueError(f"the partner said: {api_key} is wrong")
logging.getLogger("core.http").info("POST /oauth?code=%s", secret)
try:
    fail(secret, {"email": person})
except ValueError:
    logging.getLogger("core.jobs").exception("A job failed with %s", secret, extra={"email": person})
from django.test import RequestFactory
sentry_sdk.flush()
print(json.dumps({"loaded": loaded, "sent": sent}))
"""


@pytest.mark.slow
def test_a_running_hub_tells_its_errors_without_secrets_and_loads_nothing_where_it_is_not_asked_to():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", TELLS], capture_output=True, text=True, env=environment, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["loaded"] is False
    assert len(told["sent"]) == 1
    assert "A job failed" in told["sent"][0]
    assert '"function":"fail"' in told["sent"][0].replace(" ", "")
    assert CANARY not in told["sent"][0]
    assert PERSON not in told["sent"][0]
