"""What the look-alike keeps: one file a kind of record."""
