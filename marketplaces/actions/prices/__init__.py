"""Price rules, and what is left of a price on offer or advertised."""
