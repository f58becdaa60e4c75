"""Etsy's shapes <-> ours. Pure."""
