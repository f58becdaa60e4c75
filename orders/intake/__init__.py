"""How orders come in: which product a line is, who the customer is, and the same order always one row."""
