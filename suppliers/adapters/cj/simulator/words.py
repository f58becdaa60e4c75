"""What the generated catalogue sells: departments > groups > categories with their products."""

DEPARTMENTS: dict[str, dict[str, dict[str, list[tuple[str, str]]]]] = {
    "Home & Garden": {
        "Home Storage": {
            "Storage Boxes": [("Foldable Storage Box", "收纳盒"), ("Drawer Organizer", "抽屉盒")],
            "Hooks & Rails": [("Self-Adhesive Wall Hook", "挂钩"), ("Over-Door Rail", "门后挂架")],
        },
        "Bath": {"Bath Mats": [("Memory Foam Bath Mat", "浴室垫"), ("Non-Slip Shower Mat", "防滑垫")]},
        "Kitchen": {"Kitchen Tools": [("Silicone Spatula Set", "硅胶铲"), ("Herb Scissors", "香草剪")]},
    },
    "Pet Supplies": {
        "Cats": {
            "Litter Mats": [("Double Layer Cat Litter Mat", "猫砂垫"), ("Honeycomb Litter Mat", "蜂窝猫砂垫")],
            "Cat Toys": [("Feather Wand", "逗猫棒"), ("Rolling Ball Track", "轨道球")],
        },
        "Dogs": {"Leashes": [("Retractable Dog Leash", "牵引绳"), ("Hands-Free Dog Leash", "免提牵引绳")]},
    },
    "Consumer Electronics": {
        "Chargers": {"Wireless Chargers": [("Folding Wireless Charger", "无线充电器"), ("Desk Charger Pad", "充电板")]},
        "Lighting": {"Night Lights": [("Motion Sensor Night Light", "感应夜灯"), ("Moon Lamp", "月球灯")]},
    },
    "Women's Clothing": {
        "Tops": {"T-Shirts": [("Cotton T-Shirt", "T恤"), ("Cropped T-Shirt", "短款T恤")]},
        "Accessories": {"Scarves": [("Chiffon Scarf", "雪纺围巾"), ("Knitted Scarf", "针织围巾")]},
    },
}
ADJECTIVES = ["", "Portable", "Waterproof", "Deluxe", "Mini", "Large", "Two-Tone", "Everyday", "Travel", "Eco"]
COLOURS = ["Grey", "Beige", "Navy Blue", "Off-White", "Black", "Rose-Gold", "Forest Green"]  # a "-" inside is intended
SIZES = ["40x30", "60x45", "S", "M", "L", "XL", "US-8", "US-9"]
STYLES = ["Round", "Square", "A-Line"]
MATERIALS = [("EVA", "EVA"), ("cotton", "COTTON"), ("ABS", "ABS"), ("silicone", "SILICONE")]
SENTENCES = [
    "<p>Made for everyday use, easy to clean.</p>",
    "<p><b>Features:</b></p><ul><li>Light</li><li>Strong</li></ul>",
    '<p style="color:red" onclick="x()">Please allow 1-3 cm of difference.</p>',
    '<img src="https://img.example.test/cj/detail.jpg" onerror="x()">',
    "<script>x()</script>",
    "<p>Packing list: 1 x product &amp; manual</p>",
]
AREAS = {"CN": ("1", "China Warehouse"), "US": ("2", "US Warehouse"), "DE": ("3", "Germany Warehouse")}
SENT_TO = (
    "AE AQ AR AT AU BE BG BR CA CH CI CL CM CN CO CU CY CZ DE DK EE ES FI FR GB GH GR HK HR HU IE IL IN IS IT JP KE KP KR "
    "LT LU LV MA ML MT MX MY NG NL NO NZ PE PH PL PT RO RS SA SE SG SI SK SN TH TN TR TW UA US VN ZA"
)
