"""CJ Dropshipping, API 2.0. NOTES.md tells its quirks, limits, sources and dates."""
