"""Webhook bodies: still of REST's shape, whatever the API has become."""
