"""What a person may ask for: to be told what is stored of them, and to be forgotten."""

from orders.privacy.forgetting import erase, erase_customer
from orders.privacy.retention import forget_outdated
from orders.privacy.telling import note_request, told, told_of

__all__ = ["erase", "erase_customer", "forget_outdated", "note_request", "told", "told_of"]
