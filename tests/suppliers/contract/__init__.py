"""The suite that every supplier passes: the same tests over each supplier's look-alike, chosen by its capabilities.

To put a new supplier under it: write its simulator, write `stages/<room>.py` with one subclass of `Stage`, add its line
to `stages/__init__.py`, run `pytest tests/suppliers/contract -k <slug>`. A stage speaks only to its simulator, so that
the suite can find what simulator and adapter understand differently; then the supplier's own documents decide.
"""
