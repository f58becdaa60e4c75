"""Two hosts on this machine, each a network of its own, joined by one cable that may be pulled."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.processes import Proc, environment_for

A_ADDRESS, B_ADDRESS = "10.231.77.1", "10.231.77.2"
POSTGRESQL_PORT, REDIS_PORT = 5432, 6379  # nobody else's: these networks are our own


def what_is_missing() -> str:
    """Why no hosts can be made here, "" where they can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root can make networks"
    for program in ("ip", "redis-server", "setpriv"):
        if shutil.which(program) is None:
            return f"{program} is missing"
    if postgresql_program("initdb") is None:
        return "PostgreSQL's own programs are missing"
    name = f"entrepot-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return "" if made.returncode == 0 else f"no network can be made: {made.stderr.strip()}"


def postgresql_program(name: str) -> str | None:
    """Debian keeps the server's programs off the PATH, one folder a version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else shutil.which(name)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Host:
    """One network namespace. A process started in it sees its loopback and its end of the cable, and nothing else."""

    def __init__(self, name: str, address: str, folder: Path):
        self.name, self.address, self.folder = f"entrepot-{name}-{os.getpid()}", address, folder
        self.started: list[Proc] = []
        folder.mkdir()
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")

    def inside(self, *words: object) -> list[str]:
        return ["ip", "netns", "exec", self.name, *(str(word) for word in words)]

    def start(self, *words: object, environment: dict[str, str]) -> Proc:
        proc = Proc(self.inside(*words), environment, self.folder / f"process-{len(self.started)}.log")
        self.started.append(proc)
        return proc

    def lose_power(self) -> None:
        """Every process dies at once, and nobody is told."""
        for proc in self.started:
            with suppress(ProcessLookupError):
                proc.signal_group(signal.SIGKILL)
        for proc in self.started:
            proc.process.wait(10)

    def end_from(self, first: int) -> None:
        """Ends what was started as number `first` and later."""
        for proc in self.started[first:]:
            proc.end()

    def close(self) -> None:
        self.end_from(0)
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True, check=False)


class TwoHosts:
    """Host `a` has PostgreSQL and Redis, and is reached by its address; host `b` has nothing but the cable."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._server: Proc | None = None
        self.a = Host("a", A_ADDRESS, folder / "a")
        self.b = Host("b", B_ADDRESS, folder / "b")
        cable_a, cable_b = f"ea{os.getpid()}", f"eb{os.getpid()}"
        ip("link", "add", cable_a, "netns", self.a.name, "type", "veth", "peer", "name", cable_b, "netns", self.b.name)
        for host, end in ((self.a, cable_a), (self.b, cable_b)):
            ip("-n", host.name, "address", "add", f"{host.address}/24", "dev", end)
            ip("-n", host.name, "link", "set", end, "up")
        self._cable = ("-n", self.a.name, "link", "set", cable_a)
        self.socket = folder / "socket"
        self.broker = f"redis://{A_ADDRESS}:{REDIS_PORT}/0"

    def pull_the_cable(self) -> None:
        ip(*self._cable, "down")

    def plug_it_in(self) -> None:
        ip(*self._cable, "up")

    def start_servers(self) -> None:
        plain = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        data = self.folder / "postgresql"
        for path in (data, self.socket):
            path.mkdir()
            shutil.chown(path, "postgres", "postgres")
        as_postgres = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
        initdb = [
            *as_postgres,
            postgresql_program("initdb"),
            "--auth=trust",
            "--no-sync",
            "--no-instructions",
            "-D",
            data,
        ]
        subprocess.run([str(word) for word in initdb], check=True, capture_output=True, env=plain, cwd="/")
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {A_ADDRESS}/24 trust\n")
        options = (
            "-c",
            f"listen_addresses={A_ADDRESS}",
            "-c",
            f"unix_socket_directories={self.socket}",
            "-c",
            "fsync=off",
        )
        port = ("-p", POSTGRESQL_PORT)
        self._server = self.a.start(
            *as_postgres, postgresql_program("postgres"), "-D", data, *port, *options, environment=plain
        )
        words = (
            "--bind",
            A_ADDRESS,
            "--port",
            REDIS_PORT,
            "--protected-mode",
            "no",
            "--save",
            "",
            "--dir",
            self.folder,
        )
        redis = self.a.start("redis-server", *words, environment=plain)
        self._server.wait_for("ready to accept connections")
        redis.wait_for("Ready to accept connections")

    def url(self, database: str) -> str:
        return f"postgres://postgres@{A_ADDRESS}:{POSTGRESQL_PORT}/{database}"

    def run(self, host: Host, *words: object, url: str, **settings: object) -> Proc:
        """Starts Python with these words on a host, as its administrator would: the two addresses are the whole change."""
        environment = environment_for(url, CELERY_BROKER_URL=self.broker, **settings)
        return host.start(sys.executable, *words, environment=environment)

    def close(self) -> None:
        self.b.close()
        if self._server is not None:
            self._server.signal(signal.SIGQUIT)  # at once, and its shared memory given back
            self._server.wait(20)
        self.a.close()


@contextmanager
def two_hosts() -> Iterator[TwoHosts]:
    # Not below the test's own folder: PostgreSQL runs as a user who may not look in there.
    folder = Path(tempfile.mkdtemp(prefix="entrepot-hosts-"))
    folder.chmod(0o755)
    hosts = TwoHosts(folder)
    try:
        hosts.start_servers()
        yield hosts
    finally:
        hosts.close()
        shutil.rmtree(folder, ignore_errors=True)
