"""What keeps the keys of this installation apart from those of others in the same Redis database: without it the hints
of one would go to the other's workers, and two would share one clock for the calls to a partner."""

import hashlib

from config.settings.database import DATABASES
from config.settings.environment import env
from config.settings.security import SECRET_KEY


def derived_prefix(secret_key: str, database: str) -> str:
    """The same in all processes of an installation, by whatever name each of its machines knows the database's host."""
    known = f"entrepot.redis-prefix\0{secret_key}\0{database}"
    return f"entrepot:{hashlib.sha256(known.encode()).hexdigest()[:12]}:"


REDIS_PREFIX = env.str("REDIS_PREFIX", default="")
if not REDIS_PREFIX:
    REDIS_PREFIX = derived_prefix(SECRET_KEY, str(DATABASES["default"]["NAME"]))
