"""Etsy's API by its families: thin calls, Etsy's words in and out."""
