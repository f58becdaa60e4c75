"""The pages of what is on sale where."""
