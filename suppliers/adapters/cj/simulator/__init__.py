"""A stateful look-alike of CJ's API 2.0, to develop, test and demonstrate without an account."""

from suppliers.adapters.cj.simulator.app import CJSimulator

__all__ = ["CJSimulator"]
