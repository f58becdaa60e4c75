"""The category trees: defaults, suggestions, aspects."""

from marketplaces.adapters.ebay.simulator.acts.families import TAXONOMY
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.categories import trees
from marketplaces.adapters.ebay.simulator.categories.trees import CATEGORIES, TREE_OF, TREES, Aspect, Category, Tree

PATH = "/category_tree/{category_tree_id}"
ROOT = "0"


@TAXONOMY.get("/get_default_category_tree_id", "getDefaultCategoryTreeId")
def default_tree(call: Call) -> Answer:
    marketplace = call.one("marketplace_id")
    if not marketplace:
        raise Refused(62003, "The 'marketplaceId' is missing.")
    if marketplace not in TREE_OF:
        raise Refused(62002, "The specified marketplace ID was not found.", marketplaceId=marketplace)
    return Answer(200, _head(TREE_OF[marketplace]))


def _head(tree: Tree) -> Body:
    return {"categoryTreeId": tree.number, "categoryTreeVersion": tree.version}


def _tree(call: Call) -> Tree:
    number = call.path["category_tree_id"]
    if number not in TREES:
        raise Refused(62004, "The specified category tree ID was not found.", 404, categoryTreeId=number)
    return TREES[number]


def _category(call: Call) -> Category:
    number = call.one("category_id")
    if not number:
        raise Refused(62006, "The 'categoryId' is missing.")
    if number not in CATEGORIES:
        text = "The specified category ID does not exist in this category tree."
        raise Refused(62005, text, categoryId=number)
    return CATEGORIES[number]


@TAXONOMY.get(PATH, "getCategoryTree")
def tree(call: Call) -> Answer:
    of = _tree(call)
    body = _head(of) | {"applicableMarketplaceIds": list(of.marketplaces)}
    return Answer(200, body | {"rootCategoryNode": _node(call, of, CATEGORIES[ROOT])})


@TAXONOMY.get(f"{PATH}/get_category_subtree", "getCategorySubtree")
def subtree(call: Call) -> Answer:
    of, category = _tree(call), _category(call)
    if category.number == ROOT:
        raise Refused(62008, "The root category node of a tree cannot be asked for.")
    return Answer(200, _head(of) | {"categorySubtreeNode": _node(call, of, category)})


def _node(call: Call, of: Tree, category: Category) -> Body:
    below = trees.children(category.number)
    node: Body = {
        "category": _named(of, category),
        "categoryTreeNodeLevel": trees.level(category.number),
        "leafCategoryTreeNode": not below,
    }
    if category.parent:
        node["parentCategoryTreeNodeHref"] = _href(call, of, category.parent)
    return node | ({"childCategoryTreeNodes": [_node(call, of, each) for each in below]} if below else {})


def _named(of: Tree, category: Category) -> Body:
    return {"categoryId": category.number, "categoryName": category.called(of.language)}


def _href(call: Call, of: Tree, number: str) -> str:
    path = f"/commerce/taxonomy/v1/category_tree/{of.number}/get_category_subtree?category_id={number}"
    return call.href(path)


@TAXONOMY.get(f"{PATH}/get_category_suggestions", "getCategorySuggestions")
def suggestions(call: Call) -> Answer:
    """204 where nothing is found; the sandbox says the same whatever is asked."""
    of, words = _tree(call), call.one("q").lower()
    if not words:
        raise Refused(62007, "The 'q' query parameter is missing.")
    leaves = [each for each in CATEGORIES.values() if trees.is_leaf(each.number)]
    if call.seller.rules.sandbox_suggestions:
        found = leaves[:1]
    else:
        found = [
            each for each in leaves if any(word in words for word in (*each.words, each.called(of.language).lower()))
        ]
    if not found:
        return Answer(204)
    return Answer(200, _head(of) | {"categorySuggestions": [_suggestion(call, of, each) for each in found]})


def _suggestion(call: Call, of: Tree, category: Category) -> Body:
    ancestors, number = [], category.parent
    while number and number != ROOT:
        row = _named(of, CATEGORIES[number])
        ancestors.append(
            row | {"categoryTreeNodeLevel": trees.level(number), "categorySubtreeNodeHref": _href(call, of, number)}
        )
        number = CATEGORIES[number].parent
    return {
        "category": _named(of, category),
        "categoryTreeNodeLevel": trees.level(category.number),
        "categoryTreeNodeAncestors": ancestors,
        "relevancy": "",
    }


@TAXONOMY.get(f"{PATH}/get_item_aspects_for_category", "getItemAspectsForCategory")
def aspects(call: Call) -> Answer:
    of, category = _tree(call), _category(call)
    if not trees.is_leaf(category.number):
        raise Refused(62009, "The specified category ID must be a leaf category.", categoryId=category.number)
    return Answer(200, {"aspects": [_aspect(of, each) for each in category.aspects]})


def _aspect(of: Tree, aspect: Aspect) -> Body:
    """A required one still shows RECOMMENDED as its usage."""
    constraint: Body = {
        "aspectDataType": "STRING",
        "itemToAspectCardinality": "MULTI" if aspect.many else "SINGLE",
        "aspectMode": "SELECTION_ONLY" if aspect.only_these else "FREE_TEXT",
        "aspectRequired": aspect.required,
        "aspectUsage": "RECOMMENDED" if aspect.required or aspect.varies else "OPTIONAL",
        "aspectEnabledForVariations": aspect.varies,
        "aspectApplicableTo": ["PRODUCT"],
        "aspectMaxLength": aspect.longest,
    }
    if aspect.required_from:
        constraint["expectedRequiredByDate"] = aspect.required_from
    return {
        "localizedAspectName": aspect.called(of.language),
        "aspectConstraint": constraint,
        "aspectValues": [{"localizedValue": value} for value in aspect.values],
    }


@TAXONOMY.get(f"{PATH}/get_expired_categories", "getExpiredCategories")
def expired(call: Call) -> Answer:
    of = _tree(call)
    rows = [{"fromCategoryId": old, "toCategoryId": new} for old, new in of.expired.items()]
    return Answer(200, {"expiredCategories": rows}) if rows else Answer(204)
