"""Errands of the house that are no part of the running hub."""
