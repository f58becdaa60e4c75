"""One room a supplier: `client, mapper, adapter, errors, simulator`, `signing` where needed, and NOTES.md."""
