"""What becomes of listings that are there: read back, run low, taken off, deleted."""
