"""One room a marketplace: `client, mapper, adapter, errors, simulator`, `signing` where needed, and NOTES.md."""
