"""What a seller needs before the first listing: readiness, settings, categories."""
