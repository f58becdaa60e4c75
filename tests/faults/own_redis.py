"""A Redis of one test alone, which may be frozen and killed."""

import signal
import subprocess
from contextlib import contextmanager

from tests.faults.processes import free_port


class OwnRedis:
    def __init__(self, folder):
        port = free_port()
        words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (folder / "redis.log").open("wb") as log:
            self.process = subprocess.Popen([*words, "--dir", str(folder)], stdout=log, stderr=log)
        self.url = f"redis://127.0.0.1:{port}/0"

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


@contextmanager
def own_redis(folder):
    redis = OwnRedis(folder)
    try:
        yield redis
    finally:
        redis.kill()
