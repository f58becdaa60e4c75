"""compose.yaml: the processes of an installation, in what order they start, and that it holds no secret."""

import re

import pytest

from tests.deploy.reading import ROOT, compose, image_command, start_words

OURS = ("migrate", "web", "worker", "beat")
LASTING = ("postgres", "redis", "web", "worker", "beat")


@pytest.fixture(scope="module")
def services():
    return compose()["services"]


def test_these_processes_make_an_installation(services):
    assert set(services) == {"postgres", "redis", *OURS}


def test_every_image_of_others_names_its_version(services):
    assert {name: services[name]["image"] for name in ("postgres", "redis")} == {
        "postgres": "postgres:17",
        "redis": "redis:8.0",
    }
    assert {services[name]["image"] for name in OURS} == {"entrepot:${ENTREPOT_VERSION:-local}"}


def test_all_start_after_the_migrations_and_those_after_the_database(services):
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {
            "postgres": {"condition": "service_healthy"},
            "redis": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }


def test_what_lasts_is_started_again_and_says_whether_it_is_healthy(services):
    for name in LASTING:
        assert services[name]["restart"] == "unless-stopped"
        check = services[name].get("healthcheck")
        assert check or name == "web"  # whose check is the image's
        assert check is None or check["test"][0] in {"CMD", "CMD-SHELL"}


def test_redis_keeps_what_waits_and_never_drops_it_for_room(services):
    command = " ".join(services["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_data_lies_in_named_volumes(services):
    assert set(compose()["volumes"]) == {"postgres", "redis", "media", "backups"}
    for name in LASTING:
        assert all(volume.split(":")[0] in compose()["volumes"] for volume in services[name]["volumes"])


def test_our_processes_have_no_rights_they_do_not_need(services):
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]


def test_only_the_web_process_is_reached_and_only_from_this_machine(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${HUB_PORT:-8000}:8000"]}


def test_secrets_come_from_the_env_file_alone(services):
    for name in OURS:
        assert services[name]["env_file"] == ".env"
    text = (ROOT / "compose.yaml").read_text()
    assert set(re.findall(r"\$\{(\w+)", text)) == {"ENTREPOT_VERSION", "POSTGRES_PASSWORD", "HUB_PORT"}
    given = re.findall(r"^ *(\w*(?:KEY|PASSWORD|SECRET|TOKEN)\w*): (.+)$", text, re.MULTILINE)
    assert given == [("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:?Set POSTGRES_PASSWORD in .env}")]


def test_they_are_the_commands_of_the_units(services):
    assert services["worker"]["command"] == start_words("entrepot-worker")
    assert services["beat"]["command"] == start_words("entrepot-beat")
    web = [word.replace("0.0.0.0:", "127.0.0.1:") for word in image_command()]
    assert web[: web.index("--worker-tmp-dir")] == start_words("entrepot-web")
