"""What is worked out of an order's rows: its facts, its stage and profit, the units promised to it, what its address lacks."""
