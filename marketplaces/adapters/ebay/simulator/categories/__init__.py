"""eBay's own knowledge: category trees, aspects, conditions, what shipping services there are. A small part of it."""
