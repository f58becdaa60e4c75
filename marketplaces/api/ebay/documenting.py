"""How eBay's addresses are described: as those of every marketplace."""

from marketplaces.api.documenting import PERFORM, deletes, files, reads

__all__ = ["PERFORM", "deletes", "files", "reads"]
