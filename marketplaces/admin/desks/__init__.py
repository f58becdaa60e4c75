"""A shop's desk at its marketplace: tabs that read, acts that file."""
