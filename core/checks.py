"""What must hold before the hub may start, as Django check messages `hub.E001` to `hub.E010`.

`migrate`, `check`, `generate_key` and `doctor` must run whatever is wrong (but that `migrate` wants a SECRET_KEY, any), so
these are not registered with Django (which runs registered checks before most commands, `migrate` included). They are
asked for by name instead: the web process, the worker and `runserver` call `require_start()`, every other command that
reads secrets `require_keys()`; `manage.py check` and `manage.py doctor` show them all.
"""

import os
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from core.crypto import KeyRing, SecretError, configured_keys, refused_keys
from core.keys.usage import KeyUse, keys_in_use
from core.models import KeyCanary

MIN_SECRET_KEY_CHARACTERS = 32
MIN_SECRET_KEY_DISTINCT = 5
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "fuse.glusterfs", "lustre", "afs"}


def require_keys() -> None:
    """Leave with exit code 1 and a sentence when stored secrets cannot be read with the configured keys.

    Changes nothing in the database. A database that cannot be reached is not this check's business.
    """
    _leave_if(key_problems())


def require_start() -> None:
    """`require_keys`, and leave as well when settings or database are unfit to serve with."""
    _leave_if(start_problems())


def start_problems() -> list[CheckMessage]:
    """Everything that `require_start` would refuse."""
    return [*setting_problems(), *key_problems(), *database_problems()]


def _leave_if(problems: list[CheckMessage]) -> None:
    if problems:
        raise SystemExit("\n".join(f"{problem.id}: {problem.msg}" for problem in problems))


# Settings


def setting_problems() -> list[CheckMessage]:
    return [*secret_key_problem(), *debug_problem(), *plain_http_problems()]


def secret_key_problem() -> Iterable[CheckMessage]:
    """hub.E001: `SECRET_KEY` is missing, a known default, or can be guessed. It signs sessions and tokens."""
    key = configured_secret_key()
    if not key:
        what = "is not set"
    elif key.startswith("django-insecure"):
        what = "is the default of a new project"
    elif len(key) < MIN_SECRET_KEY_CHARACTERS or len(set(key)) < MIN_SECRET_KEY_DISTINCT:
        what = f"is too simple: {MIN_SECRET_KEY_CHARACTERS} random characters are the least"
    else:
        return
    yield Error(f"SECRET_KEY {what}. Set it to a long random text; 'manage.py generate_key' prints one.", id="hub.E001")


def configured_secret_key() -> str:
    """The setting, "" where there is none: Django itself raises on reading an empty one."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def debug_problem() -> Iterable[CheckMessage]:
    """hub.E002: `DEBUG` shows settings and source to whoever meets an error; only loopback hosts may have it."""
    public = [host for host in settings.ALLOWED_HOSTS if not is_loopback(host.strip("[]"))]
    if settings.DEBUG and public:
        yield Error(
            f"DEBUG is on while ALLOWED_HOSTS names {', '.join(public)}: set DEBUG=false, or leave only localhost.",
            id="hub.E002",
        )


def plain_http_problems() -> Iterable[CheckMessage]:
    """hub.E003: a partner's address without TLS would send keys in clear. Loopback (simulators) may."""
    for name in sorted(set(dir(settings))):
        if name.endswith("_URL") and name.isupper():
            address = str(getattr(settings, name) or "")
            parts = urlsplit(address)
            if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
                yield Error(
                    f"{name} is plain http to {parts.hostname}: use https; plain http is accepted for loopback only.",
                    id="hub.E003",
                )


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


# Keys


def key_problems() -> list[CheckMessage]:
    """hub.E004: a malformed or weak key. hub.E005: no key while secrets are stored. hub.E006: a key is missing."""
    refused = [Error(str(problem), id="hub.E004") for problem in refused_keys(configured_keys())]
    if refused:
        return list(refused)
    try:
        uses = keys_in_use() if database_exists() else []
    except DatabaseError:
        return []
    ring = KeyRing.from_settings()
    lost = [use for use in uses if use.fingerprint not in ring]
    if lost:
        return [_lost_keys(lost, ring)]
    return _unreadable_canaries(ring) if uses else []


def _lost_keys(lost: list[KeyUse], ring: KeyRing) -> CheckMessage:
    names = ", ".join(dict.fromkeys(use.fingerprint for use in lost))
    places = ", ".join(str(use) for use in lost)
    if not ring.keys:
        return Error(
            f"HUB_ENCRYPTION_KEYS and INVENTORY_ENCRYPTION_KEY are empty while stored secrets need the key with the "
            f"fingerprint {names} ({places}): set it again. Nothing was changed.",
            id="hub.E005",
        )
    return Error(
        f"HUB_ENCRYPTION_KEYS and INVENTORY_ENCRYPTION_KEY lack the key with the fingerprint {names}, which stored "
        f"secrets need ({places}): add it at the end of HUB_ENCRYPTION_KEYS. Nothing was changed.",
        id="hub.E006",
    )


def _unreadable_canaries(ring: KeyRing) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    for canary in KeyCanary.objects.all():
        try:
            canary.read(ring)
        except SecretError as error:
            problems.append(Error(f"The key canary {canary.fingerprint} cannot be read: {error}", id="hub.E006"))
    return problems


# Database


def database_exists() -> bool:
    """False for an SQLite file that is not there yet: asking it anything would create it."""
    if connection.vendor != "sqlite" or is_in_memory():
        return True
    return Path(connection.settings_dict["NAME"]).exists()


def is_in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return name == ":memory:" or name.startswith("file:")


def database_problems() -> list[CheckMessage]:
    """hub.E007: SQLite without WAL. hub.E008: without IMMEDIATE. hub.E009: on a network file system. hub.E010: not
    to be written.

    Without the first three SQLite loses commits or locks up under a web process and a worker together.
    """
    if connection.vendor != "sqlite" or is_in_memory() or not database_exists():
        return []
    problems: list[CheckMessage] = []
    path = Path(connection.settings_dict["NAME"])
    locked = next((place for place in (path, path.parent) if not os.access(place, os.W_OK)), None)
    if locked is not None:
        problems.append(
            Error(
                f"DATABASE_URL: {locked} is read-only for this process: let the user that runs the hub write the "
                "database and its folder, and look whether the disk is mounted read-only. Nothing was changed.",
                id="hub.E010",
            )
        )
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        problems.append(
            Error(
                f"DATABASE_URL: {path} lies on a network file system ({kind}), where SQLite cannot lock safely. "
                "Use a local disk, or PostgreSQL.",
                id="hub.E009",
            )
        )
    mode = journal_mode()
    if mode not in {"wal", ""}:
        problems.append(
            Error(
                f"DATABASE_URL: SQLite runs with journal_mode={mode} instead of wal: keep the OPTIONS of "
                "config/settings/database.py, and the file where it may be written.",
                id="hub.E007",
            )
        )
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        problems.append(
            Error(
                "DATABASES: SQLite must open transactions as IMMEDIATE, or a read that turns into a write is refused at "
                "once: keep the OPTIONS of config/settings/database.py.",
                id="hub.E008",
            )
        )
    return problems


def journal_mode() -> str:
    """SQLite's journal mode in lower case, "" where the file cannot be opened."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            return str(cursor.fetchone()[0]).lower()
    except DatabaseError:
        return ""


def file_system_of(path: Path, mounts: str = "/proc/self/mounts") -> str:
    """The type of the file system that holds `path`, "" where the system does not say (not Linux)."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    resolved = path.resolve()
    best, kind = -1, ""
    for line in lines:
        columns = line.split(" ")
        point = columns[1].replace("\\040", " ")
        if len(point) > best and resolved.is_relative_to(point):
            best, kind = len(point), columns[2]
    return kind
