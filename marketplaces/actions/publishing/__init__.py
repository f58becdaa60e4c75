"""Bringing products into shops: what is missing, drafts, one product or many, what stands there already."""
