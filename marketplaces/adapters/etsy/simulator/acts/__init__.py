"""What the operations do: one file a family. Each registers its operations where it is imported, which is here."""

from marketplaces.adapters.etsy.simulator.acts import (
    access,
    images,
    inventory,
    listings,
    payments,
    policies,
    properties,
    readiness,
    reading,
    receipts,
    sections,
    shipping,
    taxonomy,
    tracking,
    upgrades,
)

__all__ = [
    "access",
    "images",
    "inventory",
    "listings",
    "payments",
    "policies",
    "properties",
    "readiness",
    "reading",
    "receipts",
    "sections",
    "shipping",
    "taxonomy",
    "tracking",
    "upgrades",
]
