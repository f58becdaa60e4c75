"""What the account keeps: goods, listings, orders, settings. Nothing here knows of HTTP."""
