"""Products, options, variants, media, publication."""

TEXT = """
interface Publishable {
  availablePublicationsCount: Count resourcePublicationsCount(onlyPublished: Boolean): Count
  publishedOnPublication(publicationId: ID!): Boolean!
}
type Product implements Node & Publishable {
  id: ID! legacyResourceId: UnsignedInt64! handle: String! title: String! descriptionHtml: HTML! vendor: String!
  productType: String! status: ProductStatus! tags: [String!]! createdAt: DateTime! updatedAt: DateTime!
  publishedAt: DateTime totalInventory: Int! tracksInventory: Boolean! hasOnlyDefaultVariant: Boolean!
  isGiftCard: Boolean! onlineStoreUrl: URL variantsCount: Count mediaCount: Count seo: SEO!
  options(first: Int): [ProductOption!]! variants(sortKey: ProductVariantSortKeys): ProductVariantConnection!
  media(query: String, sortKey: ProductMediaSortKeys): MediaConnection!
  metafield(key: String!, namespace: String): Metafield
  metafields(keys: [String!], namespace: String): MetafieldConnection!
  availablePublicationsCount: Count resourcePublicationsCount(onlyPublished: Boolean): Count
  publishedOnPublication(publicationId: ID!): Boolean!
  resourcePublicationsV2(onlyPublished: Boolean): ResourcePublicationV2Connection!
}
type ResourcePublicationV2 { isPublished: Boolean! publishDate: DateTime publication: Publication! }
type SEO { title: String description: String }
type ProductOption implements Node {
  id: ID! name: String! position: Int! values: [String!]! optionValues: [ProductOptionValue!]!
}
type ProductOptionValue implements Node { id: ID! name: String! hasVariants: Boolean! }
type SelectedOption { name: String! value: String! }
type ProductVariant implements Node {
  id: ID! legacyResourceId: UnsignedInt64! title: String! displayName: String! sku: String barcode: String
  price: Money! compareAtPrice: Money position: Int! taxable: Boolean! availableForSale: Boolean!
  inventoryQuantity: Int inventoryPolicy: ProductVariantInventoryPolicy! createdAt: DateTime! updatedAt: DateTime!
  selectedOptions: [SelectedOption!]! product: Product! inventoryItem: InventoryItem! media: MediaConnection!
}
interface Media { id: ID! alt: String mediaContentType: MediaContentType! status: MediaStatus! }
type MediaImage implements Node & Media {
  id: ID! alt: String mediaContentType: MediaContentType! status: MediaStatus! image: Image
}
type Image { id: ID url: URL! altText: String width: Int height: Int }
input UniqueMetafieldValueInput { key: String! namespace: String value: String! }
input ProductIdentifierInput { customId: UniqueMetafieldValueInput handle: String id: ID }
input ProductSetIdentifiers { customId: UniqueMetafieldValueInput handle: String id: ID }
input SEOInput { title: String description: String }
input ProductSetInput {
  category: ID collections: [ID!] descriptionHtml: String files: [FileSetInput!] giftCard: Boolean handle: String id: ID
  metafields: [MetafieldInput!] productOptions: [OptionSetInput!] productType: String redirectNewHandle: Boolean
  requiresSellingPlan: Boolean seo: SEOInput status: ProductStatus tags: [String!] templateSuffix: String title: String
  variants: [ProductVariantSetInput!] vendor: String
}
input FileSetInput {
  alt: String contentType: FileContentType filename: String id: ID originalSource: String
}
input OptionSetInput { id: ID name: String position: Int values: [OptionValueSetInput!] }
input OptionValueSetInput { id: ID name: String }
input VariantOptionValueInput { id: ID name: String optionId: ID optionName: String }
input ProductVariantSetInput {
  barcode: String compareAtPrice: Money file: FileSetInput id: ID inventoryItem: InventoryItemInput
  inventoryPolicy: ProductVariantInventoryPolicy inventoryQuantities: [ProductSetInventoryInput!]
  metafields: [MetafieldInput!] optionValues: [VariantOptionValueInput!]! position: Int price: Money sku: String
  taxCode: String taxable: Boolean
}
input ProductSetInventoryInput { locationId: ID! name: String! quantity: Int! }
type ProductSetUserError { field: [String!] message: String! code: ProductSetUserErrorCode }
interface ProductOperation { product: Product status: ProductOperationStatus! }
type ProductSetOperation implements Node & ProductOperation {
  id: ID! product: Product status: ProductOperationStatus! userErrors: [ProductSetUserError!]!
}
type ProductSetPayload {
  product: Product productSetOperation: ProductSetOperation userErrors: [ProductSetUserError!]!
}
input ProductCreateInput {
  category: ID collectionsToJoin: [ID!] descriptionHtml: String giftCard: Boolean handle: String
  metafields: [MetafieldInput!] productOptions: [OptionCreateInput!] productType: String requiresSellingPlan: Boolean
  seo: SEOInput status: ProductStatus tags: [String!] templateSuffix: String title: String vendor: String
}
input OptionCreateInput { name: String position: Int values: [OptionValueCreateInput!] }
input OptionValueCreateInput { name: String }
input CreateMediaInput { alt: String mediaContentType: MediaContentType! originalSource: String! }
type ProductCreatePayload { product: Product shop: Shop! userErrors: [UserError!]! }
input ProductUpdateInput {
  category: ID collectionsToJoin: [ID!] collectionsToLeave: [ID!] descriptionHtml: String handle: String id: ID
  metafields: [MetafieldInput!] productType: String redirectNewHandle: Boolean requiresSellingPlan: Boolean
  seo: SEOInput status: ProductStatus tags: [String!] templateSuffix: String title: String vendor: String
}
type ProductUpdatePayload { product: Product userErrors: [UserError!]! }
input ProductDeleteInput { id: ID! }
type ProductDeletePayload { deletedProductId: ID shop: Shop! userErrors: [UserError!]! }
input ProductVariantsBulkInput {
  barcode: String compareAtPrice: Money id: ID inventoryItem: InventoryItemInput
  inventoryPolicy: ProductVariantInventoryPolicy inventoryQuantities: [InventoryLevelInput!] mediaId: ID
  mediaSrc: [String!] metafields: [MetafieldInput!] optionValues: [VariantOptionValueInput!] price: Money
  taxCode: String taxable: Boolean
}
input InventoryLevelInput { availableQuantity: Int! locationId: ID! }
type ProductVariantsBulkCreateUserError {
  field: [String!] message: String! code: ProductVariantsBulkCreateUserErrorCode
}
type ProductVariantsBulkCreatePayload {
  product: Product productVariants: [ProductVariant!] userErrors: [ProductVariantsBulkCreateUserError!]!
}
type ProductVariantsBulkUpdateUserError {
  field: [String!] message: String! code: ProductVariantsBulkUpdateUserErrorCode
}
type ProductVariantsBulkUpdatePayload {
  product: Product productVariants: [ProductVariant!] userErrors: [ProductVariantsBulkUpdateUserError!]!
}
type ProductVariantsBulkDeleteUserError { field: [String!] message: String! }
type ProductVariantsBulkDeletePayload { product: Product userErrors: [ProductVariantsBulkDeleteUserError!]! }
input PublicationInput { publicationId: ID publishDate: DateTime }
type PublishablePublishPayload { publishable: Publishable shop: Shop! userErrors: [UserError!]! }
type PublishableUnpublishPayload { publishable: Publishable shop: Shop! userErrors: [UserError!]! }
"""
