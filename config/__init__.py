"""Settings, addresses, the API router, Celery: what binds the apps together."""
