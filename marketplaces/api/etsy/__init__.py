"""What Etsy alone can do, by REST."""
