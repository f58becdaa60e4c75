"""Small bodies of products and stock, as CJ writes them."""

PID, RED, BLUE = "9007199254740991", "9007199254740993", "9007199254740995"


def variant(vid=RED, key="Red-S", price=3.5, **more):
    return {
        "vid": vid,
        "pid": PID,
        "variantNameEn": f"Cup {key}",
        "variantSku": f"CJCP{str(vid)[-3:]}AZ",
        "variantImage": "https://img.example.test/cup.jpg",
        "variantKey": key,
        "variantLength": 90,
        "variantWidth": 80,
        "variantHeight": 70.5,
        "variantWeight": 210.0,
        "variantSellPrice": price,
        "variantSugSellPrice": 9.99,
    } | more


def product(**more):
    return {
        "pid": PID,
        "productName": '["杯"]',
        "productNameEn": "Cup",
        "productSku": "CJCP100",
        "productImage": '["https://img.example.test/1.jpg","https://img.example.test/2.jpg"]',
        "bigImage": "https://img.example.test/1.jpg",
        "productImageSet": None,
        "categoryId": "C-3",
        "categoryName": "Home / Kitchen / Cups",
        "entryCode": "6912002310",
        "materialNameEn": '["","Ceramic"]',
        "packingNameEn": '["","box"]',
        "productKeyEn": "Color-Size",
        "sellPrice": "3.50-4.20",
        "status": "3",
        "supplierName": None,
        "description": "<p>Holds tea.</p><script>x()</script>",
        "variants": [variant(), variant(BLUE, "Blue-S", 4.2)],
    } | more


def area(country="CN", total=10, own=4, maker=6, verified=2, **more):
    return {
        "countryCode": country,
        "totalInventory": total,
        "cjInventory": own,
        "factoryInventory": maker,
        "verifiedWarehouse": verified,
    } | more


def stock(**more):
    return {
        "inventories": [
            {"areaEn": "China Warehouse", "areaId": 1, "countryCode": "CN", "totalInventoryNum": 10},
            {"areaEn": "US Warehouse", "areaId": 2, "countryCode": "US", "totalInventoryNum": 3},
        ],
        "variantInventories": [
            {"vid": RED, "inventory": [area(), area("US", 3, 3, 0, 1)]},
            {"vid": BLUE, "inventory": []},
        ],
    } | more
