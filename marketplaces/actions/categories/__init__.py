"""A marketplace's categories: which stands for one of ours, and what it asks of listings."""
