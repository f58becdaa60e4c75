"""A stateful look-alike of the B2B service, to develop, test and demonstrate without an account."""

from inventory.source.simulator.app import B2BSimulator

__all__ = ["B2BSimulator"]
