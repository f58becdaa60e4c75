"""AliExpress's answers in our words, and our requests in its own, by noun. Pure: no network, no database, no clock."""
