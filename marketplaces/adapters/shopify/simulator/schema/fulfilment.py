"""Fulfilment orders, fulfilments, parcels."""

TEXT = """
type FulfillmentOrder implements Node {
  id: ID! status: FulfillmentOrderStatus! requestStatus: FulfillmentOrderRequestStatus! createdAt: DateTime!
  updatedAt: DateTime! fulfillAt: DateTime fulfillBy: DateTime orderId: ID! orderName: String! order: Order!
  orderProcessedAt: DateTime! assignedLocation: FulfillmentOrderAssignedLocation! deliveryMethod: DeliveryMethod
  destination: FulfillmentOrderDestination supportedActions: [FulfillmentOrderSupportedAction!]!
  fulfillmentHolds: [FulfillmentHold!]! lineItems: FulfillmentOrderLineItemConnection!
  fulfillments: FulfillmentConnection!
}
type FulfillmentOrderAssignedLocation {
  name: String! location: Location countryCode: CountryCode! address1: String city: String zip: String
}
type FulfillmentOrderDestination implements Node {
  id: ID! firstName: String lastName: String company: String address1: String address2: String city: String
  province: String countryCode: CountryCode zip: String phone: String email: String
}
type FulfillmentOrderSupportedAction { action: FulfillmentOrderAction! externalUrl: URL }
type DeliveryMethod implements Node {
  id: ID! methodType: DeliveryMethodType! presentedName: String serviceCode: String
}
type FulfillmentHold implements Node {
  id: ID! reason: FulfillmentHoldReason! reasonNotes: String displayReason: String! handle: String
  heldByRequestingApp: Boolean!
}
type FulfillmentOrderLineItem implements Node {
  id: ID! totalQuantity: Int! remainingQuantity: Int! sku: String productTitle: String! variantTitle: String
  vendor: String requiresShipping: Boolean! inventoryItemId: ID lineItem: LineItem! variant: ProductVariant
}
type Fulfillment implements Node {
  id: ID! legacyResourceId: UnsignedInt64! name: String! status: FulfillmentStatus!
  displayStatus: FulfillmentDisplayStatus createdAt: DateTime! updatedAt: DateTime! deliveredAt: DateTime
  inTransitAt: DateTime estimatedDeliveryAt: DateTime totalQuantity: Int! requiresShipping: Boolean!
  trackingInfo(first: Int): [FulfillmentTrackingInfo!]! location: Location order: Order!
  fulfillmentLineItems: FulfillmentLineItemConnection! fulfillmentOrders: FulfillmentOrderConnection!
  events(sortKey: FulfillmentEventSortKeys): FulfillmentEventConnection!
}
type FulfillmentLineItem implements Node { id: ID! quantity: Int lineItem: LineItem! }
type FulfillmentTrackingInfo { company: String number: String url: URL }
type FulfillmentEvent implements Node {
  id: ID! status: FulfillmentEventStatus! happenedAt: DateTime! createdAt: DateTime! message: String city: String
  country: String zip: String estimatedDeliveryAt: DateTime
}
input FulfillmentOriginAddressInput { address1: String address2: String city: String countryCode: String! zip: String }
input FulfillmentInput {
  lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]! notifyCustomer: Boolean
  originAddress: FulfillmentOriginAddressInput trackingInfo: FulfillmentTrackingInput
}
input FulfillmentTrackingInput { company: String number: String numbers: [String!] url: URL urls: [URL!] }
input FulfillmentOrderLineItemsInput {
  fulfillmentOrderId: ID! fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]
}
input FulfillmentOrderLineItemInput { id: ID! quantity: Int! }
input FulfillmentEventInput {
  address1: String city: String country: String estimatedDeliveryAt: DateTime fulfillmentId: ID! happenedAt: DateTime
  latitude: Float longitude: Float message: String province: String status: FulfillmentEventStatus! zip: String
}
input FulfillmentOrderHoldInput {
  externalId: String fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!] handle: String notifyMerchant: Boolean
  reason: FulfillmentHoldReason! reasonNotes: String
}
type FulfillmentCreatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type FulfillmentTrackingInfoUpdatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type FulfillmentEventCreatePayload { fulfillmentEvent: FulfillmentEvent userErrors: [UserError!]! }
type FulfillmentCancelPayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type FulfillmentOrderHoldUserError { field: [String!] message: String! code: FulfillmentOrderHoldUserErrorCode }
type FulfillmentOrderHoldPayload {
  fulfillmentHold: FulfillmentHold fulfillmentOrder: FulfillmentOrder userErrors: [FulfillmentOrderHoldUserError!]!
}
type FulfillmentOrderReleaseHoldUserError { field: [String!] message: String! }
type FulfillmentOrderReleaseHoldPayload {
  fulfillmentOrder: FulfillmentOrder userErrors: [FulfillmentOrderReleaseHoldUserError!]!
}
"""
