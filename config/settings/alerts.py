"""Alerts to staff by e-mail, one for each cause. Without `SMTP_SERVER` they stand on the dashboard only."""

from config.settings.environment import env

SMTP_SERVER = env.str("SMTP_SERVER", default="")
SMTP_PORT = env.int("SMTP_PORT", default=587)
SMTP_USERNAME = env.str("SMTP_USERNAME", default="")
SMTP_PASSWORD = env.str("SMTP_PASSWORD", default="")
EMAIL_FROM = env.str("EMAIL_FROM", default="entrepot@localhost")
# Who gets the alerts (comma list), and which kinds are not mailed (comma list of the kinds in core/alerts/words.py).
ALERT_EMAILS = env.list("ALERT_EMAILS", default=[])
ALERTS_OFF = env.list("ALERTS_OFF", default=[])
# The console's public address, for the link at the end of a mail.
CONSOLE_URL = env.str("CONSOLE_URL", default="")

# When something is worth an alert.
ALERT_QUEUE_SECONDS = env.int("ALERT_QUEUE_SECONDS", default=300)
ALERT_DISK_FREE_MB = env.int("ALERT_DISK_FREE_MB", default=500)
ALERT_STREAM_LATE_SLOTS = env.int("ALERT_STREAM_LATE_SLOTS", default=3)
# So many calls refused as too many, within so many minutes, mean that an account calls too often.
ALERT_RATE_LIMITED_CALLS = env.int("ALERT_RATE_LIMITED_CALLS", default=5)
ALERT_RATE_LIMITED_MINUTES = env.int("ALERT_RATE_LIMITED_MINUTES", default=15)
# A webhook that waits this long to be processed; an account that is silent for this many times its usual gap.
ALERT_WEBHOOK_SECONDS = env.int("ALERT_WEBHOOK_SECONDS", default=300)
ALERT_WEBHOOK_SILENCE_FACTOR = env.float("ALERT_WEBHOOK_SILENCE_FACTOR", default=10.0)
# Whether staff are told of each new order, and after how many seconds of a message to a customer that does not go out.
ALERT_NEW_ORDERS = env.bool("ALERT_NEW_ORDERS", default=False)
ALERT_MAIL_WAITING_SECONDS = env.int("ALERT_MAIL_WAITING_SECONDS", default=3600)

# Django's own names for the same. Port 465 speaks TLS from the first byte, 587 turns to it; 25 does not.
EMAIL_HOST = SMTP_SERVER
EMAIL_PORT = SMTP_PORT
EMAIL_HOST_USER = SMTP_USERNAME
EMAIL_HOST_PASSWORD = SMTP_PASSWORD
EMAIL_USE_SSL = SMTP_PORT == 465  # noqa: PLR2004 - a well-known port
EMAIL_USE_TLS = SMTP_PORT == 587  # noqa: PLR2004 - a well-known port
EMAIL_TIMEOUT = 10
# Without a mail server, messages to customers may be written into files of this folder, to be read there.
MAIL_FOLDER = env.str("MAIL_FOLDER", default="")
if MAIL_FOLDER and not SMTP_SERVER:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM
