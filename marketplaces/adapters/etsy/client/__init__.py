"""Calls Etsy: who we are, the token, the two allowances, the errors."""

from marketplaces.adapters.etsy.client.client import EtsyClient

__all__ = ["EtsyClient"]
