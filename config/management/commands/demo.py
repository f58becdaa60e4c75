"""Shows a newcomer the hub at work, on a simulated service and a database of its own."""

import secrets
import signal
import subprocess
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.browser import Browser, PageError
from config.demo.processes import Children, manage
from config.demo.service import Service, ServiceError
from config.demo.stage import USER, Stage, StoryError
from config.demo.story import tell
from config.demo.surroundings import (
    child_environment,
    env_file,
    free_port,
    remove_database,
    write_env_file_where_there_is_none,
)

DEFAULT_PORT = 8000
DEFAULT_PRODUCTS = 1500
START_SECONDS = 60.0


class Command(BaseCommand):
    help = (
        "Show the hub at work: simulated partners, a catalogue that comes in, a second run that writes nothing, a bad "
        "feed that is held, suppliers' products imported and put on sale, orders bought, sent and told; then the console, "
        "until Ctrl-C. Real data is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end after the story instead of serving the console")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the console; the next free one if taken")
        parser.add_argument("--catalogue", default="", help="folder with categories.json and products.json")
        parser.add_argument("--products", type=int, help="generate a catalogue of so many")
        parser.add_argument("--database-url", default="", help="instead of a fresh one; is not emptied")
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "var" / "demo", help="its files; %(default)s"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _as_ctrl_c)
        try:
            self._show(options)
        except (StoryError, PageError, ServiceError, OSError) as error:
            raise CommandError(f"The story stops here: {error}") from error
        except KeyboardInterrupt:
            self.stdout.write("\nEnded. Nothing of the demonstration is still running.")

    def _show(self, options: dict[str, Any]) -> None:
        if write_env_file_where_there_is_none(env_file()):
            self._say(f"There was no {env_file().name}: it is written, with fresh keys.")
        environment = child_environment(options["database_url"] or _fresh_database(options["folder"]))
        password = _prepare(environment)
        with Children(environment, options["folder"]) as children:
            service = Service(children, *_catalogue(options))
            port = free_port(options["port"])
            children.environment |= service.addresses
            children.environment["PICTURE_ALLOWED_HOSTS"] = urlsplit(service.url).netloc
            children.environment["ETSY_WEBHOOK_SECRET"] = service.settings["ETSY_WEBHOOK_SECRET"]
            children.environment["ALERT_EMAILS"] = "operator@example.com"  # eBay wants one before it pushes
            children.environment["BUYING_PHONE"] = "+33100000000"  # Etsy's customers leave none
            children.environment["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
            mails = _empty_folder(options["folder"] / "mails")
            children.environment["MAIL_FOLDER"] = str(mails)
            console = _open_console(children, port)
            self._say(f"The console: {console}/admin/  user: {USER}  password: {password}")
            tell(Stage(children, service, console, password, mails, self._say))
            self._say("\nThat is the story.")
            if not options["once"]:
                self._say(f"The console stays open at {console}/admin/ until Ctrl-C.")
                children.wait_for_any_to_end()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _fresh_database(folder: Path) -> str:
    path = folder / "demo.sqlite3"
    folder.mkdir(parents=True, exist_ok=True)
    remove_database(path)
    return f"sqlite:///{path.absolute()}"


def _empty_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.log"):
        file.unlink()
    return folder.absolute()


def _prepare(environment: dict[str, str]) -> str:
    """Migrate, and create the staff user; returns the password, which is written nowhere."""
    password = secrets.token_urlsafe(9)
    _run(environment, "migrate", "--verbosity", "0")
    _run(
        environment | {"DJANGO_SUPERUSER_PASSWORD": password},
        *("createsuperuser", "--noinput", "--username", USER, "--email", "demo@example.com"),
    )
    return password


def _run(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(manage(*words), env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise StoryError(f"'manage.py {words[0]}' ended with code {done.returncode}:\n{done.stdout}{done.stderr}")


def _open_console(children: Children, port: int) -> str:
    """Start web and worker, and wait until the console answers."""
    url, hub, deadline = (
        f"http://127.0.0.1:{port}",
        children.start("hub", "--port", str(port)),
        time.monotonic() + START_SECONDS,
    )
    while not Browser(url).is_up("/healthz"):
        if hub.poll() is not None or time.monotonic() > deadline:
            raise StoryError(f"the console did not start:\n{children.log_of('hub').read_text()}")
        time.sleep(0.2)
    return url


def _catalogue(options: dict[str, Any]) -> tuple[str, int]:
    """(folder, or "" for a generated one; how many products to generate): what was asked for, else the real catalogue
    that lies beside the project on some machines, else a generated one."""
    beside = Path(settings.BASE_DIR).parent / "shared" / "data" / "catalogue"
    use_the_real_one = options["products"] is None and (beside / "products.json").is_file()
    folder = options["catalogue"] or (str(beside) if use_the_real_one else "")
    return folder, options["products"] or DEFAULT_PRODUCTS


def _as_ctrl_c(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
