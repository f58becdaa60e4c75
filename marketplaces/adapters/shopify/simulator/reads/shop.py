"""Reading the shop, the app and its scopes, places, subscriptions, and anything by its id."""

from marketplaces.adapters.shopify.simulator.books.numbers import gid, kind_of, number_in
from marketplaces.adapters.shopify.simulator.books.shop import VERSIONS, Export, Subscription
from marketplaces.adapters.shopify.simulator.calls import ROOTS, Args, Call, Shown, root
from marketplaces.adapters.shopify.simulator.views.places import show_location, show_publication, show_shop

BY_ID = {
    "Order": "order",
    "Product": "product",
    "ProductVariant": "productVariant",
    "Customer": "customer",
    "Fulfillment": "fulfillment",
    "FulfillmentOrder": "fulfillmentOrder",
    "InventoryItem": "inventoryItem",
    "InventoryLevel": "inventoryLevel",
    "Location": "location",
    "WebhookSubscription": "webhookSubscription",
    "BulkOperation": "bulkOperation",
    "ProductSetOperation": "productOperation",
}


@root("shop")
def shop(call: Call, args: Args) -> Shown:
    return show_shop(call.shop)


@root("currentAppInstallation")
def current_app_installation(call: Call, args: Args) -> Shown:
    app = {"id": gid("App", 1), "title": "Hub", "apiKey": call.client_id, "handle": "hub"}
    return {
        "__typename": "AppInstallation",
        "id": gid("AppInstallation", 1),
        "accessScopes": [{"handle": scope, "description": scope} for scope in sorted(call.scopes)],
        "app": app | {"__typename": "App"},
    }


@root("publicApiVersions")
def public_api_versions(call: Call, args: Args) -> list[Shown]:
    return [show_version(handle) for handle in (*VERSIONS, "2027-01", "unstable")]


def show_version(handle: str) -> Shown:
    supported = handle in VERSIONS
    return {"handle": handle, "displayName": handle if supported else f"{handle} (preview)", "supported": supported}


@root("location", "read_locations")
def location(call: Call, args: Args) -> Shown | None:
    places = call.shop.locations
    found = call.shop.location(number_in(args["id"], "Location")) if args.get("id") else places[0]
    return show_location(found) if found else None


@root("locations", "read_locations")
def locations(call: Call, args: Args) -> list[Shown]:
    return [show_location(place) for place in call.shop.locations if place.active or args.get("includeInactive")]


@root("publications", "read_publications")
def publications(call: Call, args: Args) -> list[Shown]:
    return [show_publication(place) for place in call.shop.publications]


@root("webhookSubscriptions")
def webhook_subscriptions(call: Call, args: Args) -> list[Shown]:
    topics, uri = args.get("topics"), args.get("uri")
    return [
        show_subscription(call, one)
        for one in call.shop.subscriptions.values()
        if (not topics or one.topic in topics) and uri in (None, one.uri)
    ]


@root("webhookSubscription")
def webhook_subscription(call: Call, args: Args) -> Shown | None:
    found = call.shop.subscriptions.get(number_in(args["id"], "WebhookSubscription"))
    return show_subscription(call, found) if found else None


def show_subscription(call: Call, one: Subscription) -> Shown:
    return {
        "__typename": "WebhookSubscription",
        "__sort": (one.number,),
        "id": gid("WebhookSubscription", one.number),
        "legacyResourceId": one.number,
        "topic": one.topic,
        "uri": one.uri,
        "callbackUrl": one.uri,
        "format": one.format,
        "name": one.name,
        "filter": one.filter,
        "includeFields": one.fields,
        "metafieldNamespaces": [],
        "apiVersion": show_version(call.shop.rules.webhook_version),
        "createdAt": one.created,
        "updatedAt": one.updated,
    }


def show_export(call: Call, export: Export) -> Shown:
    done = export.status == "COMPLETED"
    size = sum(len(line.encode()) + 1 for line in export.lines)
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", export.number),
        "status": export.status,
        "type": "QUERY",
        "errorCode": None,
        "query": export.query,
        "createdAt": export.created,
        "completedAt": export.completed,
        "objectCount": len(export.lines),
        "rootObjectCount": export.roots,
        "fileSize": size if done else None,
        "url": f"{call.origin}/__bulk/{export.number}.jsonl" if done and export.lines else None,
        "partialDataUrl": None,
    }


@root("node")
def node(call: Call, args: Args) -> Shown | None:
    name = BY_ID.get(kind_of(args["id"]))
    known = ROOTS.table.get(name or "")
    if known is None or not call.may(*known.scopes):
        return None
    found: Shown | None = known.answers(call, {"id": args["id"]})
    return found


@root("nodes")
def nodes(call: Call, args: Args) -> list[Shown | None]:
    return [node(call, {"id": identity}) for identity in args["ids"]]
