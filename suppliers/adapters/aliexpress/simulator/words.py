"""What the generated stores sell."""

from decimal import Decimal

# Root -> (id, shelves: name -> (id, kinds of goods)).
CATEGORIES: dict[str, tuple[int, dict[str, tuple[int, list[str]]]]] = {
    "Home & Garden": (
        15,
        {
            "Bath Mats": (154002, ["Absorbent bath mat", "Memory foam bath mat", "Non-slip shower mat"]),
            "Kitchen Tools": (154003, ["Silicone spatula", "Garlic press", "Vegetable slicer", "Oil dispenser"]),
            "Lighting": (154004, ["Solar garden lamp", "LED night light", "Motion sensor lamp"]),
        },
    ),
    "Consumer Electronics": (
        44,
        {
            "Earphones": (440112, ["Wireless earbuds", "Neckband earphones", "Sports headset"]),
            "Chargers": (440113, ["USB-C fast charger", "Wireless charging pad", "Car charger"]),
        },
    ),
    "Pet Supplies": (
        100006664,
        {
            "Cat Toys": (200004356, ["Cat teaser wand", "Interactive cat ball", "Catnip mouse"]),
            "Dog Collars": (200004357, ["Reflective dog collar", "LED dog collar"]),
        },
    ),
}
LINES = ["animal print", "large size", "travel edition", "set of two", "soft touch", "classic", "mini", "pro"]
# Property value id, its common name, the stores' own names for it.
COLOURS = [
    (29, "WHITE", ["Bear", "Snow", "Pearl white"]),
    (366, "yellow", ["Dog", "Lemon", "Sun"]),
    (193, "Black", ["Night", "Carbon", "Cat"]),
    (173, "Blue", ["Ocean", "Sky blue", "Whale"]),
    (10, "Red", ["Cherry", "Fox", "Wine red"]),
]
SIZES = [(200007741, "500x800mm"), (200007742, "600x900mm"), (100014064, "M"), (100014065, "L")]
# Property value id, name of the value, ISO country.
ORIGINS = {
    "CN": (201336100, "CHINA"),
    "DE": (201336103, "GERMANY"),
    "ES": (201336104, "SPAIN"),
    "FR": (201336343, "France"),
    "US": (201336106, "United States"),
}
# One CNY in so much of each.
RATES = {
    "CNY": Decimal(1),
    "USD": Decimal("0.1400"),
    "EUR": Decimal("0.1277"),
    "GBP": Decimal("0.1105"),
    "CHF": Decimal("0.1240"),
    "XOF": Decimal("83.8"),
}
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
NOT_SERVED = {"AQ", "KP", "CU"}
