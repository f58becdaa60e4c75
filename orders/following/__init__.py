"""After buying: the purchase at the supplier, its parcels, and the shop told of them."""
