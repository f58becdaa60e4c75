"""Roots that belong to no other subject; shop, app, places, subscriptions, jobs, exports."""

TEXT = """
type QueryRoot {
  shop: Shop!
  currentAppInstallation: AppInstallation!
  publicApiVersions: [ApiVersion!]!
  location(id: ID): Location
  locations(includeInactive: Boolean, includeLegacy: Boolean, query: String, sortKey: LocationSortKeys): LocationConnection!
  publications: PublicationConnection!
  order(id: ID!): Order
  orders(query: String, sortKey: OrderSortKeys): OrderConnection!
  ordersCount(limit: Int, query: String): Count
  customer(id: ID!): Customer
  fulfillment(id: ID!): Fulfillment
  fulfillmentOrder(id: ID!): FulfillmentOrder
  job(id: ID!): Job
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  product(id: ID!): Product
  productByIdentifier(identifier: ProductIdentifierInput!): Product
  products(query: String, sortKey: ProductSortKeys): ProductConnection!
  productsCount(limit: Int, query: String): Count
  productVariant(id: ID!): ProductVariant
  productVariants(query: String, sortKey: ProductVariantSortKeys): ProductVariantConnection!
  productOperation(id: ID!): ProductOperation
  inventoryItem(id: ID!): InventoryItem
  inventoryLevel(id: ID!): InventoryLevel
  webhookSubscription(id: ID!): WebhookSubscription
  webhookSubscriptions(
    format: WebhookSubscriptionFormat, query: String, sortKey: WebhookSubscriptionSortKeys,
    topics: [WebhookSubscriptionTopic!], uri: String
  ): WebhookSubscriptionConnection!
  bulkOperation(id: ID!): BulkOperation
}

type Mutation {
  fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: ID!, notifyCustomer: Boolean, trackingInfoInput: FulfillmentTrackingInput!
  ): FulfillmentTrackingInfoUpdatePayload
  fulfillmentEventCreate(fulfillmentEvent: FulfillmentEventInput!): FulfillmentEventCreatePayload
  fulfillmentCancel(id: ID!): FulfillmentCancelPayload
  fulfillmentOrderHold(fulfillmentHold: FulfillmentOrderHoldInput!, id: ID!): FulfillmentOrderHoldPayload
  fulfillmentOrderReleaseHold(externalId: String, holdIds: [ID!], id: ID!): FulfillmentOrderReleaseHoldPayload
  orderCancel(
    notifyCustomer: Boolean, orderId: ID!, reason: OrderCancelReason!, refund: Boolean,
    refundMethod: OrderCancelRefundMethodInput, restock: Boolean!, staffNote: String
  ): OrderCancelPayload
  orderUpdate(input: OrderInput!): OrderUpdatePayload
  refundCreate(input: RefundInput!): RefundCreatePayload
  tagsAdd(id: ID!, tags: [String!]!): TagsAddPayload
  tagsRemove(id: ID!, tags: [String!]!): TagsRemovePayload
  metafieldsSet(metafields: [MetafieldsSetInput!]!): MetafieldsSetPayload
  productSet(identifier: ProductSetIdentifiers, input: ProductSetInput!, synchronous: Boolean): ProductSetPayload
  productCreate(media: [CreateMediaInput!], product: ProductCreateInput): ProductCreatePayload
  productUpdate(media: [CreateMediaInput!], product: ProductUpdateInput): ProductUpdatePayload
  productDelete(input: ProductDeleteInput!, synchronous: Boolean): ProductDeletePayload
  productVariantsBulkCreate(
    productId: ID!, strategy: ProductVariantsBulkCreateStrategy, variants: [ProductVariantsBulkInput!]!
  ): ProductVariantsBulkCreatePayload
  productVariantsBulkUpdate(
    allowPartialUpdates: Boolean, productId: ID!, variants: [ProductVariantsBulkInput!]!
  ): ProductVariantsBulkUpdatePayload
  productVariantsBulkDelete(productId: ID!, variantsIds: [ID!]!): ProductVariantsBulkDeletePayload
  publishablePublish(id: ID!, input: [PublicationInput!]!): PublishablePublishPayload
  publishableUnpublish(id: ID!, input: [PublicationInput!]!): PublishableUnpublishPayload
  inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
  inventoryAdjustQuantities(input: InventoryAdjustQuantitiesInput!): InventoryAdjustQuantitiesPayload
  inventoryActivate(available: Int, inventoryItemId: ID!, locationId: ID!, onHand: Int): InventoryActivatePayload
  inventoryItemUpdate(id: ID!, input: InventoryItemInput!): InventoryItemUpdatePayload
  webhookSubscriptionCreate(
    topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!
  ): WebhookSubscriptionCreatePayload
  webhookSubscriptionUpdate(id: ID!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionUpdatePayload
  webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
  bulkOperationRunQuery(groupObjects: Boolean!, query: String!): BulkOperationRunQueryPayload
  bulkOperationCancel(id: ID!): BulkOperationCancelPayload
}

interface Node { id: ID! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Count { count: Int! precision: CountPrecision! }
type UserError { field: [String!] message: String! }
type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }
type Attribute { key: String! value: String }
input AttributeInput { key: String! value: String! }

type Shop implements Node {
  id: ID! name: String! email: String! contactEmail: String! myshopifyDomain: String! url: URL!
  currencyCode: CurrencyCode! enabledPresentmentCurrencies: [CurrencyCode!]! ianaTimezone: String!
  timezoneOffset: String! weightUnit: WeightUnit! primaryDomain: Domain!
}
type Domain implements Node { id: ID! host: String! url: URL! sslEnabled: Boolean! }
type App implements Node { id: ID! title: String! apiKey: String! handle: String }
type AppInstallation implements Node { id: ID! accessScopes: [AccessScope!]! app: App! }
type AccessScope { handle: String! description: String! }
type ApiVersion { handle: String! displayName: String! supported: Boolean! }

type Location implements Node {
  id: ID! legacyResourceId: UnsignedInt64! name: String! isActive: Boolean! fulfillsOnlineOrders: Boolean!
  shipsInventory: Boolean! isFulfillmentService: Boolean!
}
type Publication implements Node {
  id: ID! name: String! autoPublish: Boolean! supportsFuturePublishing: Boolean! catalog: Catalog
}
interface Catalog { id: ID! title: String! }
type AppCatalog implements Node & Catalog { id: ID! title: String! }

type Metafield implements Node {
  id: ID! legacyResourceId: UnsignedInt64! namespace: String! key: String! value: String! type: String!
  createdAt: DateTime! updatedAt: DateTime!
}
input MetafieldInput { id: ID key: String namespace: String type: String value: String }
input MetafieldsSetInput {
  compareDigest: String key: String! namespace: String ownerId: ID! type: String value: String!
}
type MetafieldsSetUserError { field: [String!] message: String! code: MetafieldsSetUserErrorCode elementIndex: Int }
type MetafieldsSetPayload { metafields: [Metafield!] userErrors: [MetafieldsSetUserError!]! }
type TagsAddPayload { node: Node userErrors: [UserError!]! }
type TagsRemovePayload { node: Node userErrors: [UserError!]! }

type Job { id: ID! done: Boolean! }

type WebhookSubscription implements Node {
  id: ID! legacyResourceId: UnsignedInt64! topic: WebhookSubscriptionTopic! uri: String! callbackUrl: URL!
  format: WebhookSubscriptionFormat! name: String filter: String includeFields: [String!]!
  metafieldNamespaces: [String!]! apiVersion: ApiVersion! createdAt: DateTime! updatedAt: DateTime!
}
input WebhookSubscriptionInput {
  callbackUrl: URL filter: String format: WebhookSubscriptionFormat includeFields: [String!]
  metafieldNamespaces: [String!] name: String uri: String
}
type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
type WebhookSubscriptionUpdatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }

type BulkOperation implements Node {
  id: ID! status: BulkOperationStatus! type: BulkOperationType! errorCode: BulkOperationErrorCode query: String!
  createdAt: DateTime! completedAt: DateTime objectCount: UnsignedInt64! rootObjectCount: UnsignedInt64!
  fileSize: UnsignedInt64 url: URL partialDataUrl: URL
}
type BulkOperationUserError { field: [String!] message: String! code: BulkOperationUserErrorCode }
type BulkOperationRunQueryPayload { bulkOperation: BulkOperation userErrors: [BulkOperationUserError!]! }
type BulkOperationCancelPayload { bulkOperation: BulkOperation userErrors: [UserError!]! }
"""
