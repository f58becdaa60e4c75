"""The bodies of answers, made from the books."""
