"""Thin calls, one file a family of eBay's API, in eBay's words."""
