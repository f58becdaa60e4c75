"""The engine that brings the B2B service's catalogue here.

`service.py` is the door; `products.py` and `categories.py` are the two pipelines; `runs.py` is the life of a run,
`finish.py` its end: what vanished, what the guard says, which staged changes take effect.
"""
