"""Ids that leave the house: text with a prefix that says of what, and a part that nobody can guess."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # without letters that look like others
_LENGTH = 16


def new_public_id(prefix: str) -> str:
    """`ord_7c2k…`"""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def order_id() -> str:
    return new_public_id("ord")


def supplier_order_id() -> str:
    return new_public_id("sup_ord")


def refund_id() -> str:
    return new_public_id("ref")


def dispute_id() -> str:
    return new_public_id("dsp")
