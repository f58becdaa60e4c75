"""Selling over REST: one set of views, at one set of addresses for each marketplace."""
