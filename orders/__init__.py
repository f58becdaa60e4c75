"""The story of an order, from the customer to the tracking number."""
