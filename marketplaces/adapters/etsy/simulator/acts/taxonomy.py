"""The sellers' taxonomy: the whole tree at once, and the properties of one node."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.taxonomy import NODES, ROOTS, Node, Property
from marketplaces.adapters.etsy.simulator.calls import Call, missing, operation, whole_list
from marketplaces.adapters.etsy.simulator.fields import flag


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.taxonomy_id,
        "level": node.level,
        "name": node.name,
        "parent_id": node.parent.taxonomy_id if node.parent else None,
        "children": [_node(child) for child in node.children],
        "full_path_taxonomy_ids": node.path,
    }


def _property(one: Property) -> dict[str, Any]:
    return {
        "property_id": one.property_id,
        "name": one.name,
        "display_name": one.name,
        "scales": [
            {"scale_id": scale.scale_id, "display_name": scale.name, "description": scale.description}
            for scale in one.scales
        ],
        "is_required": one.required,
        "supports_attributes": one.attribute,
        "supports_variations": one.variation,
        "is_multivalued": one.multivalued,
        "max_values_allowed": one.most,
        "possible_values": [
            {"value_id": value_id, "name": name, "scale_id": scale_id, "equal_to": []}
            for value_id, name, scale_id in one.values
        ],
        "selected_values": [],
    }


@operation("getSellerTaxonomyNodes", "GET /seller-taxonomy/nodes")
def get_nodes(call: Call) -> dict[str, Any]:
    return whole_list(ROOTS, _node)


@operation(
    "getPropertiesByTaxonomyId",
    "GET /seller-taxonomy/nodes/{taxonomy_id}/properties",
    query={"supports_variations": flag(), "supports_attributes": flag()},
)
def get_properties(call: Call) -> dict[str, Any]:
    node = NODES.get(int(call.ids["taxonomy_id"]))
    if node is None:
        raise missing("Taxonomy node")
    wanted = call.query.get("supports_variations"), call.query.get("supports_attributes")
    rows = [one for one in node.properties if wanted[0] in (None, one.variation) and wanted[1] in (None, one.attribute)]
    return whole_list(rows, _property)
