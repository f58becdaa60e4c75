"""Celery carries hints only: the `Job` table is the queue, so losing every message costs seconds, never work.

Measured on Redis 7: with late acknowledgement, rejection on worker loss and these visibility settings a killed
worker's messages are back within 30 s. Without `CELERY_BROKER_URL` nothing here is used.
"""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env
from config.settings.redis import REDIS_PREFIX


def named_queues(pairs: Sequence[str]) -> dict[str, str]:
    """`["inventory.sync=long"]` as the beginning of a job's kind -> its queue. Raises ImproperlyConfigured."""
    found = dict(pair.partition("=")[::2] for pair in pairs)
    if not all(kind and queue for kind, queue in found.items()):
        raise ImproperlyConfigured("JOB_QUEUES wants pairs such as inventory.sync=long, with commas between them.")
    return found


CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # safe only because run_job is guarded by the job's lease
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = None  # a sync of 100,000 products may run long; its lease is renewed as it goes
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, float | bool | str] = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "global_keyprefix": REDIS_PREFIX,
}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_RESULT_EXPIRES = None  # nothing keeps results, so beat must not add a schedule that cleans them up
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False  # the sweep repairs a hint that was not sent
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
DJANGO_CELERY_BEAT_TZ_AWARE = True

# Which jobs have a queue of their own, by the beginning of their kind: "inventory.sync=long,marketplaces.push=shops". A queue
# needs a worker that is told its name: `celery -A config worker --queues long`.
JOB_QUEUES = named_queues(env.list("JOB_QUEUES", default=[]))
# Jobs: how long a claim lives unless its kind says otherwise, and how the worker looks for work.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=120)
WORKER_POLL_SECONDS = env.float("WORKER_POLL_SECONDS", default=0.5)
WORKER_THREADS = env.int("WORKER_THREADS", default=2)
# `/readyz` answers 503 when a due job waits longer, or no schedule has filed a job for longer, than these.
READY_QUEUE_SECONDS = env.float("READY_QUEUE_SECONDS", default=300.0)
READY_TICK_SECONDS = env.float("READY_TICK_SECONDS", default=60.0)
# How long a worker that is told to end lets its jobs go on before it hands them back.
WORKER_SHUTDOWN_SECONDS = env.float("WORKER_SHUTDOWN_SECONDS", default=30.0)
