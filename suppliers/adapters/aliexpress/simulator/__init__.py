"""A stateful look-alike of the AliExpress dropshipping API, to develop, test and demonstrate without an account."""

from suppliers.adapters.aliexpress.simulator.app import AliExpressSimulator

__all__ = ["AliExpressSimulator"]
