"""Orders from Etsy over REST beyond what all marketplaces have."""
