"""Logs: one line an event, on standard error, with secrets taken out (`core.logs`)."""

from config.settings.environment import env

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
# "plain" for people, "json" for a log collector
LOG_FORMAT = env.str("LOG_FORMAT", default="plain").lower()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "core.logs.PlainFormatter"},
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if LOG_FORMAT == "json" else "plain"}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Without Django's own handlers: every line goes through the root's, and once.
        "django": {"handlers": [], "level": LOG_LEVEL},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # It announces itself at every start, and its lines say little once masked: `config.login_audit` says who and whence.
        "axes": {"level": "ERROR"},
    },
}
