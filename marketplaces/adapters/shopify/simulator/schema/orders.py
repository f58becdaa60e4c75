"""Orders, customers, addresses, refunds."""

TEXT = """
type Order implements Node {
  id: ID! legacyResourceId: UnsignedInt64! name: String! number: Int! email: String phone: String note: String
  tags: [String!]! customAttributes: [Attribute!]! test: Boolean! confirmed: Boolean! edited: Boolean!
  createdAt: DateTime! updatedAt: DateTime! processedAt: DateTime! cancelledAt: DateTime
  cancelReason: OrderCancelReason cancellation: OrderCancellation closed: Boolean! closedAt: DateTime
  displayFinancialStatus: OrderDisplayFinancialStatus displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
  fullyPaid: Boolean! unpaid: Boolean! fulfillable: Boolean! requiresShipping: Boolean!
  customerLocale: String currencyCode: CurrencyCode! presentmentCurrencyCode: CurrencyCode! taxesIncluded: Boolean!
  sourceName: String paymentGatewayNames: [String!]! statusPageUrl: URL!
  currentTotalPriceSet: MoneyBag! currentSubtotalPriceSet: MoneyBag! currentShippingPriceSet: MoneyBag!
  currentTotalTaxSet: MoneyBag! currentTotalDiscountsSet: MoneyBag!
  totalPriceSet: MoneyBag! subtotalPriceSet: MoneyBag totalShippingPriceSet: MoneyBag! totalTaxSet: MoneyBag
  totalDiscountsSet: MoneyBag originalTotalPriceSet: MoneyBag! totalRefundedSet: MoneyBag!
  totalReceivedSet: MoneyBag! totalOutstandingSet: MoneyBag! netPaymentSet: MoneyBag!
  currentSubtotalLineItemsQuantity: Int! subtotalLineItemsQuantity: Int!
  customer: Customer shippingAddress: MailingAddress billingAddress: MailingAddress displayAddress: MailingAddress
  shippingLine: ShippingLine shippingLines(includeRemovals: Boolean): ShippingLineConnection!
  lineItems: LineItemConnection! transactions(first: Int, capturable: Boolean): [OrderTransaction!]!
  refunds(first: Int): [Refund!]!
  suggestedRefund(
    refundLineItems: [RefundLineItemInput!], refundShipping: Boolean, shippingAmount: Money, suggestFullRefund: Boolean
  ): SuggestedRefund
  fulfillmentOrders(displayable: Boolean, query: String): FulfillmentOrderConnection!
  fulfillments(first: Int, query: String): [Fulfillment!]! fulfillmentsCount: Count
  metafield(key: String!, namespace: String): Metafield
  metafields(keys: [String!], namespace: String): MetafieldConnection!
}
type OrderCancellation { staffNote: String }
type LineItem implements Node {
  id: ID! name: String! title: String! variantTitle: String sku: String vendor: String
  quantity: Int! currentQuantity: Int! refundableQuantity: Int! unfulfilledQuantity: Int! nonFulfillableQuantity: Int!
  requiresShipping: Boolean! isGiftCard: Boolean! taxable: Boolean! customAttributes: [Attribute!]!
  originalUnitPriceSet: MoneyBag! discountedUnitPriceSet: MoneyBag!
  discountedUnitPriceAfterAllDiscountsSet: MoneyBag! originalTotalSet: MoneyBag!
  discountedTotalSet(withCodeDiscounts: Boolean): MoneyBag! totalDiscountSet: MoneyBag!
  product: Product variant: ProductVariant
}
type Customer implements Node {
  id: ID! legacyResourceId: UnsignedInt64! displayName: String! firstName: String lastName: String locale: String!
  email: String phone: String defaultEmailAddress: CustomerEmailAddress defaultPhoneNumber: CustomerPhoneNumber
  note: String tags: [String!]! numberOfOrders: UnsignedInt64! createdAt: DateTime! updatedAt: DateTime!
}
type CustomerEmailAddress { emailAddress: String! }
type CustomerPhoneNumber { phoneNumber: String! }
type MailingAddress implements Node {
  id: ID! firstName: String lastName: String name: String company: String address1: String address2: String
  city: String province: String provinceCode: String country: String countryCodeV2: CountryCode zip: String phone: String
  latitude: Float longitude: Float
}
input MailingAddressInput {
  address1: String address2: String city: String company: String country: String countryCode: CountryCode
  firstName: String lastName: String phone: String province: String provinceCode: String zip: String
}
type ShippingLine {
  id: ID title: String! code: String source: String phone: String carrierIdentifier: String custom: Boolean!
  isRemoved: Boolean! originalPriceSet: MoneyBag! discountedPriceSet: MoneyBag! currentDiscountedPriceSet: MoneyBag!
}
type OrderTransaction implements Node {
  id: ID! kind: OrderTransactionKind! status: OrderTransactionStatus! gateway: String formattedGateway: String
  amountSet: MoneyBag! createdAt: DateTime! processedAt: DateTime test: Boolean! parentTransaction: OrderTransaction
}
type Refund implements Node {
  id: ID! legacyResourceId: UnsignedInt64! createdAt: DateTime updatedAt: DateTime! processedAt: DateTime! note: String
  totalRefundedSet: MoneyBag! order: Order! refundLineItems: RefundLineItemConnection!
  transactions: OrderTransactionConnection!
}
type RefundLineItem {
  id: ID quantity: Int! restockType: RefundLineItemRestockType! restocked: Boolean! lineItem: LineItem!
  location: Location priceSet: MoneyBag! subtotalSet: MoneyBag! totalTaxSet: MoneyBag!
}
type SuggestedRefund {
  amountSet: MoneyBag! subtotalSet: MoneyBag! totalTaxSet: MoneyBag! maximumRefundableSet: MoneyBag!
  suggestedTransactions: [SuggestedOrderTransaction!]!
}
type SuggestedOrderTransaction {
  amountSet: MoneyBag! gateway: String formattedGateway: String kind: SuggestedOrderTransactionKind!
  maximumRefundableSet: MoneyBag parentTransaction: OrderTransaction
}
input RefundLineItemInput {
  lineItemId: ID! locationId: ID quantity: Int! restockType: RefundLineItemRestockType
}
input ShippingRefundInput { amount: Money fullRefund: Boolean }
input OrderTransactionInput {
  amount: Money! gateway: String! kind: OrderTransactionKind! orderId: ID! parentId: ID
}
input RefundInput {
  allowOverRefunding: Boolean currency: CurrencyCode note: String notify: Boolean orderId: ID! processedAt: DateTime
  refundLineItems: [RefundLineItemInput!] shipping: ShippingRefundInput transactions: [OrderTransactionInput!]
}
type RefundCreatePayload { refund: Refund order: Order userErrors: [UserError!]! }
input OrderInput {
  id: ID! customAttributes: [AttributeInput!] email: String metafields: [MetafieldInput!] note: String phone: String
  poNumber: String shippingAddress: MailingAddressInput tags: [String!]
}
type OrderUpdatePayload { order: Order userErrors: [UserError!]! }
input OrderCancelRefundMethodInput { originalPaymentMethodsRefund: Boolean }
type OrderCancelUserError { field: [String!] message: String! code: OrderCancelUserErrorCode }
type OrderCancelPayload {
  job: Job orderCancelUserErrors: [OrderCancelUserError!]! userErrors: [UserError!]!
}
"""
