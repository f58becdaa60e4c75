"""Listings: published, pushed, read back, ended."""
