"""Our catalogue and its sync from the B2B inventory service."""
