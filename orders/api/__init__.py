"""Orders and purchases over REST: one file a noun, each operation read from top to bottom."""
