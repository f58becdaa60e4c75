"""The ground: transport, credentials, jobs, runs, history. Knows no noun of the shop."""

__version__ = "0.1.0"
