"""Who may watch the hub from outside, and where its errors are told. All closed until something is set."""

from config.settings.environment import env

# `/metrics` answers whoever shows this ("Authorization: Bearer …"), and whoever asks from these networks (comma list,
# "127.0.0.1/32,10.0.0.0/8"). With neither it is an address that is not there.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=[])

# Where errors are told (Sentry, or what speaks like it). Empty: nothing is loaded, nothing leaves.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
