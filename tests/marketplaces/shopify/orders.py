"""Orders as the Admin API writes them; nobody of these exists."""

from tests.marketplaces.shopify.conftest import money, page


def line(number=601, **more):
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Black soap",
        "variantTitle": "200 g",
        "sku": "BS-200",
        "quantity": 2,
        "currentQuantity": 2,
        "requiresShipping": True,
        "discountedUnitPriceAfterAllDiscountsSet": money("4.90"),
        "buyerAttributes": [{"key": "engraving", "value": "for you"}],
        "product": {"id": "gid://shopify/Product/901"},
        "variant": {"id": "gid://shopify/ProductVariant/471"},
    } | more


def address(**more):
    return {
        "firstName": "Test",
        "lastName": "Buyer",
        "name": "Test Buyer",
        "company": None,
        "address1": "12 Test Street",
        "address2": None,
        "city": "Testville",
        "province": "Test Region",
        "provinceCode": "TR",
        "countryCodeV2": "FR",
        "zip": "75001",
        "phone": "+33100000000",
    } | more


def order(number=501, lines=None, **more):
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": "#1042",
        "test": False,
        "email": "buyer@example.com",
        "phone": None,
        "buyerNote": "Ring twice",
        "createdAt": "2026-11-20T08:15:02Z",
        "updatedAt": "2026-11-20T09:15:02+01:00",
        "cancelledAt": None,
        "cancelReason": None,
        "closedAt": None,
        "displayFinancialStatus": "PAID",
        "requiresShipping": True,
        "customerLocale": "fr-FR",
        "currencyCode": "EUR",
        "currentTotalPriceSet": money("35.70"),
        "currentShippingPriceSet": money("5.00"),
        "currentTotalTaxSet": money("5.37"),
        "currentTotalDiscountsSet": money("2.00"),
        "totalRefundedSet": money("0.0"),
        "customer": {
            "id": "gid://shopify/Customer/801",
            "firstName": "Test",
            "lastName": "Buyer",
            "defaultEmailAddress": {"email": "buyer@example.com"},
            "defaultPhoneNumber": None,
        },
        "shippingAddress": address(),
        "fulfillments": [],
        "lineItems": lines or page(line()),
    } | more
