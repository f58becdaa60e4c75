"""The addresses of the mapping page."""

from django.urls import reverse


def board_url(marketplace: str, site: str, **query: str) -> str:
    return reverse("admin:marketplaces_mapping_board", query={"marketplace": marketplace, "site": site, **query})
