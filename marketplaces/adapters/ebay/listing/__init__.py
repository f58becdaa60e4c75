"""Listings at eBay: published from items and offers, read back, pushed to, ended."""
