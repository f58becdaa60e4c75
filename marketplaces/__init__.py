"""Where we sell: shops and what is listed in them."""
