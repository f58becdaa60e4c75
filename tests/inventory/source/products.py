"""Product items as bytes, and what the mapper makes of them."""

import json

from inventory.source.mapper import read_product


def raw(**fields):
    item = {"id": 7, "name": "Lampe", "price": "10.00", "stock": 3} | fields
    return json.dumps({key: value for key, value in item.items() if value is not ...}).encode()


def read(**fields):
    return read_product(raw(**fields), currency="XOF")


def product(**fields):
    found, problems = read(**fields)
    assert problems == []
    assert found is not None
    return found


def remarks(**fields):
    """The product, and the codes of what was remarked on it."""
    found, problems = read(**fields)
    assert all(problem.severity == "warning" for problem in problems)
    return found, [problem.code for problem in problems]


def error(**fields):
    """The one error of an item that cannot be taken."""
    found, problems = read(**fields)
    assert found is None
    (problem,) = [problem for problem in problems if problem.severity == "error"]
    return problem
