"""What our columns hold, and where we stop reading. Lengths in characters."""

from decimal import Decimal

LONGEST_ID = 64
LONGEST_TITLE = 255
HOPELESS_TITLE = 2000  # beyond this it is no title with a tail, it is something else
LONGEST_BLOCK = 100_000
LONGEST_SKU = 100
LONGEST_BRAND = 120
LONGEST_STAMP = 64
LONGEST_SLUG = 280
LONGEST_URL = 2000
LONGEST_CATEGORY_URL = 1000
MOST_IMAGES = 100

PRICE_LIMIT = Decimal(10) ** 10  # ten digits before the point
PRICE_DECIMALS = 4
STOCK_LIMIT = Decimal(10) ** 9
