"""deploy/nginx.conf in a real nginx, before the real web process: what a visitor from outside sees, and what he cannot fake."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.parse

import pytest

from tests.core.http.certificates import Authority
from tests.core.own_hub import OwnHub
from tests.deploy.reading import ROOT, start_words
from tests.faults.processes import Proc, free_port, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

HOST = "hub.example.com"
SECONDS = 120  # the first page of a web process on a busy machine
SECRET = "the-secret-at-the-end-0123456789"


class Outside:
    """Speaks to the proxy as a browser or a partner far away would: by name, over TLS."""

    def __init__(self, port, plain_port, trusted):
        self._port, self._plain_port, self._trusted = port, plain_port, trusted

    def ask(self, method, path, body=None, host=HOST, **headers):
        connection = http.client.HTTPSConnection(HOST, self._port, timeout=SECONDS)
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=SECONDS)
        connection.sock = self._trusted.wrap_socket(plain, server_hostname=HOST)
        return self._answer(connection, method, path, body, {"Host": host, **headers})

    def ask_plainly(self, path):
        return self._answer(
            http.client.HTTPConnection("127.0.0.1", self._plain_port), "GET", path, None, {"Host": HOST}
        )

    def _answer(self, connection, method, path, body, headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
            return answer


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The web process by the words of its unit, with the settings that deploy/nginx.conf asks for."""
    folder = tmp_path_factory.mktemp("proxied")
    own = OwnHub(
        folder / "hub.sqlite3",
        {
            "ALLOWED_HOSTS": HOST,
            "HTTPS_ONLY": "true",
            "BEHIND_HTTPS_PROXY": "true",
            "TRUSTED_PROXY_COUNT": "1",
            "SECURE_HSTS_SECONDS": "3600",
            "STATIC_ROOT": str(folder),
        },
    )
    own.migrate()
    own.port = free_port()
    words = [word.replace("127.0.0.1:8000", f"127.0.0.1:{own.port}") for word in start_words("entrepot-web")]
    web = Proc([sys.executable, "-m", *words], own.environment, folder / "web.log")
    own.web = web
    probe = [sys.executable, ROOT / "deploy" / "probe.py", str(own.port)]
    try:
        wait_until(
            lambda: subprocess.run(probe, env=own.environment, capture_output=True, check=False).returncode == 0,
            SECONDS,
            every=0.5,
            what="the web process",
        )
        yield own
    finally:
        web.end()


@pytest.fixture(scope="module")
def outside(hub, tmp_path_factory):
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip("nginx is missing: install the package nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    plain_port, port = free_port(), free_port()
    authority = Authority(folder)
    authority.server_context(host=HOST)
    certificate = key = folder / f"{HOST}_30.pem"  # which holds both
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for pattern, instead in (
        (r"listen \[::\][^;]*;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain_port};"),
        (r"listen 443 ", f"listen 127.0.0.1:{port} "),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{hub.port};"),
        (r"(ssl_certificate +)\S+;", rf"\1{certificate};"),
        (r"(ssl_certificate_key +)\S+;", rf"\1{key};"),
        (r"access_log \S+", f"access_log {folder}/access.log"),
    ):
        site, count = re.subn(pattern, instead, site)
        assert count, f"{pattern} is no longer in deploy/nginx.conf"
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy"))
    (folder / "nginx.conf").write_text(
        f"{user} pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; daemon off;\n"
        f"events {{}}\nhttp {{ {temporary} include {folder}/site.conf; }}\n"
    )
    nginx = Proc(
        ["nginx", "-c", folder / "nginx.conf"], {"PATH": f"{os.environ['PATH']}:/usr/sbin"}, folder / "nginx.log"
    )
    trusted = ssl.create_default_context(cafile=str(authority.file))
    reached = Outside(port, plain_port, trusted)
    reached.log = folder / "access.log"
    try:
        wait_until(lambda: listens(port), 20, what=f"nginx: {nginx.output()}")
        yield reached
    finally:
        nginx.end()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_plain_http_leads_to_https(outside):
    answer = outside.ask_plainly("/admin/?next=1")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/admin/?next=1")


def test_the_console_opens_without_going_round_in_circles(outside):
    answer = outside.ask("GET", "/admin/login/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=3600"
    [cookie] = [value for value in answer.headers.get_all("Set-Cookie") if value.startswith("csrftoken=")]
    assert "Secure" in cookie
    assert outside.ask("GET", "/static/unfold/css/styles.css").status == 200


def test_figures_for_monitoring_are_closed_to_the_outside(outside):
    assert outside.ask("GET", "/metrics").status == 404


def test_another_host_name_is_refused(outside):
    assert outside.ask("GET", "/admin/login/", host="shop.example.com").status == 400


def test_a_body_beyond_any_webhook_is_refused_at_the_door(outside):
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it hangs up while we still send
        answer = outside.ask("POST", "/api/cj-dropshipping/webhooks", body=b"x", Content_Length=str(13 * 1024 * 1024))
        assert answer.status == 413


def test_a_visitors_own_word_for_his_address_is_not_believed(hub, outside):
    page = outside.ask("GET", "/admin/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    cookie = page.headers["Set-Cookie"].split(";")[0]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "username": "owner", "password": "wrong"})
    outside.ask(
        "POST",
        "/admin/login/",
        body=form,
        X_Forwarded_For="203.0.113.9",
        X_Forwarded_Proto="http",
        Cookie=cookie,
        Referer=f"https://{HOST}/admin/login/",
        Content_Type="application/x-www-form-urlencoded",
    )
    [(told,)] = hub.rows("SELECT data FROM core_event WHERE kind = 'login.failed' AND subject_id = 'owner'")
    assert json.loads(told) == {"address": "127.0.0.1"}


def test_the_web_process_opens_no_other_door(hub):
    assert "Control socket" not in hub.web.output()


def test_no_log_holds_the_secret_of_an_address_or_of_a_query(hub, outside):
    outside.ask("POST", f"/api/cj-dropshipping/webhooks/{SECRET}", body=b"{}")
    outside.ask("GET", f"/api/etsy/oauth/callback?code={SECRET}&state=x")
    lines = wait_until(lambda: [line for line in read(outside.log) if "oauth" in line] and read(outside.log), 10)
    assert SECRET not in "".join(lines)
    assert SECRET not in hub.web.output()
    assert any('"POST /api/cj-dropshipping/webhooks/(hidden)"' in line for line in lines)


def read(path):
    return path.read_text().splitlines()
