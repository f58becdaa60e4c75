"""Etsy, Open API v3. NOTES.md tells its quirks, limits, sources and dates."""
