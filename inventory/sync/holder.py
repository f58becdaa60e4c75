"""Who holds a run: a text that names one process of one boot of one machine, so that its death can be seen at once."""

import os
import socket
from functools import cache
from pathlib import Path

_PARTS = 5


def current_holder() -> str:
    """`host pid start namespace boot` of this process (at most 120 characters)."""
    pid = os.getpid()
    return f"{_host()} {pid} {_start_time(pid) or '-'} {_namespace()} {_boot_id()}"[:120]


def is_dead(holder: str) -> bool:
    """True when `holder` names a process of this same boot and pid namespace that no longer lives.

    False also where it cannot be known (another machine, another container): there the lease decides.
    """
    parts = holder.split(" ")
    if len(parts) != _PARTS or "-" in (parts[2], _namespace(), _boot_id()):
        return False
    _, pid, start, namespace, boot = parts
    if namespace != _namespace() or boot != _boot_id() or not pid.isdigit():
        return False
    return _start_time(int(pid)) != start


def is_this_process(holder: str) -> bool:
    return holder == current_holder()


@cache
def _host() -> str:
    return socket.gethostname().replace(" ", "_")[:30] or "-"


@cache
def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        return "-"


@cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "-"


def _start_time(pid: int) -> str:
    """When the process started, in clock ticks since boot; "" when there is none or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    if fields[0] in {b"Z", b"X"}:
        return ""
    return fields[19].decode("ascii")
