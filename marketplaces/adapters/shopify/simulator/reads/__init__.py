"""The query roots."""
