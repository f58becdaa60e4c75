"""A secret that is logged by mistake does not reach the log, whoever logs it and in whatever part of the record."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings

from core.crypto import Secret
from core.logs import JsonFormatter, PlainFormatter, logged_with

CANARY = "zq8Canary0Secret7Value"


def log_of(formatter, log):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("tests.redaction")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG)
    try:
        log(logger)
    finally:
        logger.handlers, logger.propagate = [], True
    return stream.getvalue()


def raise_with(text):
    raise ValueError(text)


def log_an_exception(logger):
    try:
        raise_with(f"login failed: password={CANARY}")
    except ValueError:
        logger.exception("It broke")


MISTAKES = {
    "value under a secret name": lambda log: log.info("Called", extra={"api_key": CANARY}),
    "nested value": lambda log: log.info("Called", extra={"call": {"headers": {"X-API-Key": CANARY}}}),
    "message": lambda log: log.info(f"token={CANARY} was refused"),  # noqa: G004 - the mistake under test
    "argument": lambda log: log.info("Sent %s", {"Authorization": f"Bearer {CANARY}"}),
    "address with a query": lambda log: log.info("GET %s", f"https://b2b.test/p?page=1&access_token={CANARY}&site=2"),
    "bearer by its look": lambda log: log.info("Header was Bearer %s", CANARY),
    "shop token by its look": lambda log: log.info("Used shpat_%s", CANARY),
    "exception": log_an_exception,
    "the wrapper itself": lambda log: log.info(
        "Key %s %r", Secret(CANARY), Secret(CANARY), extra={"x": Secret(CANARY)}
    ),
}


@pytest.mark.parametrize("formatter", [PlainFormatter(), JsonFormatter()], ids=["plain", "json"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_secret_logged_by_mistake_does_not_show(mistake, formatter):
    written = log_of(formatter, MISTAKES[mistake])
    assert written.strip()
    assert CANARY not in written


def test_a_plain_line_says_when_how_bad_who_what_and_with_which_values():
    written = log_of(PlainFormatter(), lambda log: log.warning("Job %s gave up", 7, extra={"attempts": 8}))
    stamp, rest = written.split(" ", 1)
    assert stamp.endswith("Z")
    assert len(stamp) == len("2026-11-21T09:12:03.120Z")
    assert rest == "WARNING tests.redaction Job 7 gave up attempts=8\n"


def test_a_json_line_is_one_object_with_the_same():
    written = log_of(JsonFormatter(), lambda log: log.warning("Job %s gave up", 7, extra={"attempts": 8}))
    entry = json.loads(written)
    entry.pop("time")
    assert entry == {"attempts": 8, "level": "warning", "logger": "tests.redaction", "event": "Job 7 gave up"}


def test_lines_within_a_block_carry_its_values_and_those_after_it_do_not():
    def log_in_blocks(log):
        with logged_with(request_id="r1"):
            with logged_with(job=7, api_key=CANARY):
                log.info("inner")
            log.info("outer", extra={"page": 2})
        log.info("after")

    lines = [json.loads(line) for line in log_of(JsonFormatter(), log_in_blocks).splitlines()]
    values = [{name: line.get(name) for name in ("request_id", "job", "api_key", "page")} for line in lines]
    assert values == [
        {"request_id": "r1", "job": 7, "api_key": "[redacted]", "page": None},
        {"request_id": "r1", "job": None, "api_key": None, "page": 2},
        {"request_id": None, "job": None, "api_key": None, "page": None},
    ]


def test_a_message_cannot_forge_a_second_line():
    written = log_of(PlainFormatter(), lambda log: log.info("Name: %s", "x\n2026-11-21T00:00:00Z INFO root Paid"))
    assert written.count("\n") == 1


def test_records_of_libraries_go_through_the_same_formatter():
    assert settings.LOGGING["loggers"]["django.server"] == {"handlers": [], "level": "INFO", "propagate": True}
    handlers = settings.LOGGING["root"]["handlers"]
    formatter = settings.LOGGING["formatters"][settings.LOGGING["handlers"][handlers[0]]["formatter"]]
    assert handlers == ["console"]
    assert formatter == {"()": "core.logs.PlainFormatter"}
