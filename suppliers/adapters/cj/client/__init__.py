"""CJ's API over HTTP: one call at a time, with its token, its limits and its points."""

from suppliers.adapters.cj.client.client import CJClient
from suppliers.adapters.cj.client.routes import Route

__all__ = ["CJClient", "Route"]
