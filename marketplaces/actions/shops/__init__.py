"""Shops and what they log in with: connected, changed, looked after, told where to push."""
