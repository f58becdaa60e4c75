"""Messages to customers: which are sent, what they say, and the sending."""
