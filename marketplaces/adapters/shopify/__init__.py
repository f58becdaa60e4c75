"""Shopify, GraphQL Admin API. NOTES.md tells its quirks, limits, sources and dates."""
