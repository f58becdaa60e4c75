"""What is decided about an order, pure: who delivers what, what it earns, where it stands. No rows, no clock."""
