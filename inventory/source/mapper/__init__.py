"""The B2B service's items in our words: three vocabularies and their oddities in, `SourceProduct` and `SourceCategory` out.

Pure, and it never raises over what an item holds: whatever is wrong becomes an `ItemProblem`. There is one reading at
two speeds: `plain` takes the common, faultless item, `product` everything; both give the same for what both can take.
"""

from inventory.source.mapper.categories import read_category
from inventory.source.mapper.identity import item_id
from inventory.source.mapper.product import read_product

# Part of every fingerprint: one more whenever the same item would be read differently, so that all are written again.
MAPPER_VERSION = 1

__all__ = ["MAPPER_VERSION", "item_id", "read_category", "read_product"]
