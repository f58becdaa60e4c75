"""Shopify's answers -> ours, by noun. Pure: `values.Misread` is the only thing raised."""
