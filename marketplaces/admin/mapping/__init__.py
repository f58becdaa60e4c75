"""The page on which staff say which of a marketplace's categories stands for ours, and its files."""
