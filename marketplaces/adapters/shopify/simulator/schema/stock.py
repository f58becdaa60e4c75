"""Inventory items, levels, quantities."""

TEXT = """
type InventoryItem implements Node {
  id: ID! legacyResourceId: UnsignedInt64! sku: String tracked: Boolean! requiresShipping: Boolean! unitCost: MoneyV2
  countryCodeOfOrigin: CountryCode harmonizedSystemCode: String createdAt: DateTime! updatedAt: DateTime!
  measurement: InventoryItemMeasurement! variant: ProductVariant! locationsCount: Count
  inventoryLevel(includeInactive: Boolean, locationId: ID!): InventoryLevel
  inventoryLevels(includeInactive: Boolean, query: String): InventoryLevelConnection!
}
type InventoryItemMeasurement implements Node { id: ID! weight: Weight }
type Weight { value: Float! unit: WeightUnit! }
type InventoryLevel implements Node {
  id: ID! isActive: Boolean! createdAt: DateTime! updatedAt: DateTime! item: InventoryItem! location: Location!
  quantities(names: [String!]!): [InventoryQuantity!]!
}
type InventoryQuantity implements Node { id: ID! name: String! quantity: Int! updatedAt: DateTime }
type InventoryAdjustmentGroup implements Node {
  id: ID! createdAt: DateTime! reason: String! referenceDocumentUri: String
  changes(inventoryItemIds: [ID!], locationIds: [ID!], quantityNames: [String!]): [InventoryChange!]!
}
type InventoryChange {
  name: String! delta: Int! quantityAfterChange: Int ledgerDocumentUri: String item: InventoryItem location: Location
}
input InventoryItemInput {
  cost: Decimal countryCodeOfOrigin: CountryCode harmonizedSystemCode: String measurement: InventoryItemMeasurementInput
  provinceCodeOfOrigin: String requiresShipping: Boolean sku: String tracked: Boolean
}
input InventoryItemMeasurementInput { weight: WeightInput }
input WeightInput { unit: WeightUnit! value: Float! }
input InventorySetQuantitiesInput {
  name: String! quantities: [InventoryQuantityInput!]! reason: String! referenceDocumentUri: String
}
input InventoryQuantityInput { changeFromQuantity: Int inventoryItemId: ID! locationId: ID! quantity: Int! }
type InventorySetQuantitiesUserError {
  field: [String!] message: String! code: InventorySetQuantitiesUserErrorCode
}
type InventorySetQuantitiesPayload {
  inventoryAdjustmentGroup: InventoryAdjustmentGroup userErrors: [InventorySetQuantitiesUserError!]!
}
input InventoryAdjustQuantitiesInput {
  changes: [InventoryChangeInput!]! name: String! reason: String! referenceDocumentUri: String
}
input InventoryChangeInput {
  changeFromQuantity: Int delta: Int! inventoryItemId: ID! ledgerDocumentUri: String locationId: ID!
}
type InventoryAdjustQuantitiesUserError {
  field: [String!] message: String! code: InventoryAdjustQuantitiesUserErrorCode
}
type InventoryAdjustQuantitiesPayload {
  inventoryAdjustmentGroup: InventoryAdjustmentGroup userErrors: [InventoryAdjustQuantitiesUserError!]!
}
type InventoryActivatePayload { inventoryLevel: InventoryLevel userErrors: [UserError!]! }
type InventoryItemUpdatePayload { inventoryItem: InventoryItem userErrors: [UserError!]! }
"""
