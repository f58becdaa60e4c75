"""AliExpress Open Platform, dropshipping. NOTES.md tells its quirks, limits, sources and dates."""
