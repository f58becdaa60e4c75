"""The catalogue and its sync runs over REST: one file a noun, each operation read from top to bottom."""
