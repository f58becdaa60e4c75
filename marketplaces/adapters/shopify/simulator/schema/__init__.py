"""The part of the Admin API (2026-10) that the look-alike answers, by subject, in a notation like GraphQL's own.

Names and types are Shopify's; what is not here, the look-alike refuses as unknown. A conformance test holds it against
the published schema.
"""

from marketplaces.adapters.shopify.simulator.graphql.types import Types, read_types
from marketplaces.adapters.shopify.simulator.schema import fulfilment, goods, orders, shop, stock, words

TYPES: Types = read_types([shop.TEXT, orders.TEXT, fulfilment.TEXT, goods.TEXT, stock.TEXT, words.TEXT])
