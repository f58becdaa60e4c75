"""Finds the yardstick scripts (run by path, never copied) and keeps their servers and databases alive for one session."""

import contextlib
import importlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ENTREPOT_SHARED", PROJECT.parent / "shared")).resolve()
PERF = SHARED / "tools" / "perf"
ROOT = Path(os.environ.get("BENCH_ROOT", PROJECT / "var" / "bench")).resolve()
ITEMS = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}


def missing() -> str:
    """Why the yardstick cannot be used here, "" when it can."""
    if not (PERF / "run.py").exists():
        return f"the yardstick scripts are not at {PERF}: set ENTREPOT_SHARED"
    return ""


def prepare() -> None:
    """Database server, broker and environments of the yardstick under var/bench, made once; needs root for the servers."""
    if not (ROOT / "tpl.sqlite3").exists():
        ROOT.mkdir(parents=True, exist_ok=True)
        subprocess.run(["bash", str(PERF / "setup.sh")], env={**os.environ, "BENCH_ROOT": str(ROOT)}, check=True)
    if not (ROOT / "pg" / "data" / "postmaster.pid").exists():
        _start_postgres()


def _start_postgres() -> None:
    pg_ctl = Path(os.environ.get("PGBIN", "/usr/lib/postgresql/15/bin")) / "pg_ctl"
    data = ROOT / "pg" / "data"
    subprocess.run(
        [
            "runuser",
            "-u",
            "postgres",
            "--",
            str(pg_ctl),
            "-D",
            str(data),
            "-l",
            str(ROOT / "pg" / "log"),
            "-w",
            "start",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def runner() -> ModuleType:
    """The yardstick's own `run` module, with our working folder."""
    os.environ["BENCH_ROOT"] = str(ROOT)
    os.environ.setdefault("BENCH_SQLITE", str(ROOT / "bench.sqlite3"))
    sys.path.insert(0, str(PERF))
    return importlib.import_module("run")


@contextlib.contextmanager
def catalogue_server(products: int, port: int) -> Iterator[str]:
    """The yardstick's mock of the B2B service, ended on leaving."""
    process = subprocess.Popen(
        [sys.executable, "server.py", "--port", str(port), "--products", str(products)],
        cwd=PERF,
        stdout=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the catalogue server ended with {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{base}/__stats", timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError("the catalogue server did not come up")
