"""Keys, login, cookies, headers: what keeps strangers out and secrets in."""

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF

from config.settings.environment import env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Key ring for stored secrets: the first key encrypts, all decrypt. Make keys with `manage.py generate_key`.
HUB_ENCRYPTION_KEYS = env.list("HUB_ENCRYPTION_KEYS", default=[])
INVENTORY_ENCRYPTION_KEY = env.str("INVENTORY_ENCRYPTION_KEY", default="")

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "config.permissions.OneQueryBackend"]

# How many proxies of ours stand in front: X-Forwarded-For is believed for that many hops, for none without them.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "core.api.client_address.client_address"
AXES_USERNAME_CALLABLE = "config.login_audit.typed_name"
AXES_ENABLE_ADMIN = False  # its pages offer viewers an action that deletes; `manage.py axes_reset` unlocks
AXES_VERBOSE = False  # `config.login_audit` writes the lines that matter
AXES_DISABLE_ACCESS_LOG = True  # failures are kept, successes are in `last_login`

AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # not kept with a failure, as "password" is not

# Who must log in with a second factor, and sets it up before anything else opens: holders of these roles (names of
# groups; empty for nobody) and, when the second says so, superusers.
TWO_FACTOR_REQUIRED_ROLES = env.list("TWO_FACTOR_REQUIRED_ROLES", default=["Finance", "Admin"])
TWO_FACTOR_REQUIRED_SUPERUSERS = env.bool("TWO_FACTOR_REQUIRED_SUPERUSERS", default=False)

HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # probes come over plain loopback
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
# Subdomains and preload lists are the decision of whoever owns the domain, not a fault of this installation. SECRET_KEY is
# judged by hub.E001, which refuses a start: 44 characters of `generate_key` are random enough for it, not for W009.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W009", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_HTTPS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The console's scripts (Alpine) need eval on admin pages only: config/middleware.py adds it there.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF, "'unsafe-inline'"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/.*$"
CORS_ALLOW_HEADERS = [*default_headers, "x-api-key", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["Location", "Retry-After", "X-Request-ID", "Idempotent-Replayed"]

# The largest body that is read into memory, of the API and of forms alike (files of forms go to disk and do not count).
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("API_MAX_BODY_BYTES", default=1024 * 1024)
# The largest webhook that is taken; partners send at most some hundred kilobytes.
WEBHOOK_MAX_BODY = env.int("WEBHOOK_MAX_BODY", default=4 * 1024 * 1024)
