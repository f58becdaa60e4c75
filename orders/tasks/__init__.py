"""The jobs of orders, by what they are about."""
