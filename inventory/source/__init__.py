"""The B2B inventory service: `InventoryAPIClient` speaks to it, `mapper` puts its items into our words.

The names are loaded on first use, so that the pure modules in here can be imported without Django.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory.source.adapter import B2BSource
    from inventory.source.client import InventoryAPIClient
    from inventory.source.errors import InventoryAPIError

__all__ = ["B2BSource", "InventoryAPIClient", "InventoryAPIError"]

_HOMES = {"B2BSource": "adapter", "InventoryAPIClient": "client", "InventoryAPIError": "errors"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
