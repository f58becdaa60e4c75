"""Which marketplaces and national sites categories are mapped for."""

from marketplaces import registry
from marketplaces.models import MarketplaceAccount


def places() -> list[tuple[str, str]]:
    """(marketplace, site) of all shops; of every marketplace at least one."""
    rows = MarketplaceAccount.objects.filter(marketplace__in=registry.slugs()).order_by("marketplace", "site")
    found = list(dict.fromkeys(rows.values_list("marketplace", "site")))
    told = {slug for slug, _site in found}
    return found + [(slug, "") for slug in registry.slugs() if slug not in told]


def place_title(marketplace: str, site: str) -> str:
    sites = dict(registry.adapter_class(marketplace).sites)
    title = registry.title(marketplace)
    return f"{title} · {sites.get(site, site)}" if site else title
