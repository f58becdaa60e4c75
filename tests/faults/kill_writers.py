"""`python -m tests.faults.kill_writers SEED KILLS`: forks a worker that writes row after row, kills it, and again.

A fork of a process that is already set up, so that 200 kills take seconds.
"""

import os
import random
import signal
import sys
import time

import django
from django.db import connections


def main(seed, kills):
    django.setup()
    from core.jobs import enqueue, execute  # noqa: PLC0415 - models load after setup

    moments = random.Random(seed)
    for _ in range(kills):
        job = enqueue("faults.write", {"rows": 100_000})
        connections.close_all()
        child = os.fork()
        if child == 0:
            execute(job.pk)
            os._exit(0)
        time.sleep(moments.uniform(0.01, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    sys.stdout.write("all killed\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
