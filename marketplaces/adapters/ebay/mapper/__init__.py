"""eBay's words on the left, ours on the right. Pure."""
