"""The purchase queue and the page of one supplier order, its attempts, and the limits of buying."""
