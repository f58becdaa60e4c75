"""The files of a deployment, read as the programs that use them read them."""

import configparser
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
HOME = "/srv/entrepot"  # where the image and the units expect the project


@dataclass
class Stage:
    """One `FROM` of the Dockerfile and its steps: (instruction, what follows it)."""

    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        return [words for name, words in self.steps if name == instruction]


def stages() -> list[Stage]:
    found: list[Stage] = []
    for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, _, words = line.partition(" ")
        if instruction == "FROM":
            base, _, name = words.partition(" AS ")
            found.append(Stage(base, name))
        else:
            found[-1].steps.append((instruction, words.strip()))
    return found


def image_command() -> list[str]:
    words: list[str] = json.loads(stages()[-1].of("CMD")[0])
    return words


def in_the_image() -> list[str]:
    """Paths that `.dockerignore` lets through."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


def workflow() -> dict[Any, Any]:
    """Its `on:` is the key True: so YAML 1.1 reads it, and so do its readers."""
    read: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    return read


class _Unit(configparser.ConfigParser):
    """Names in mixed case, one value a line."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> configparser.ConfigParser:
    parser = _Unit(interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.read_string(path.read_text())
    return parser


def start_words(name: str) -> list[str]:
    """The command line of a service, without the folder of the environment: `celery`, `-A`, …"""
    words = unit(UNITS / f"{name}.service")["Service"]["ExecStart"].split()
    return [words[0].removeprefix(f"{HOME}/.venv/bin/"), *words[1:]]
