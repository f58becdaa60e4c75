"""eBay's national sites: their language, their currency, and how an item names its identifier there. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """`language` as headers write it (`en-US`); `brand` is the name of the aspect that holds the brand."""

    code: str
    name: str
    language: str
    currency: str
    brand: str = "Brand"
    product_code: str = "ean"  # the field of an item that holds its number

    @property
    def locale(self) -> str:
        """As bodies write the language: `en_US`."""
        return self.language.replace("-", "_")

    @property
    def country(self) -> str:
        """ISO 3166: `EBAY_GB` is the United Kingdom's."""
        return self.code.rpartition("_")[2]

    @property
    def is_signed(self) -> bool:
        """Whether its sellers must sign refunds: the EU's and the United Kingdom's."""
        return self.code in _SIGNED

    @property
    def address(self) -> str:
        """Where its listings are shown."""
        return f"https://www.{_DOMAINS.get(self.code, 'ebay.com')}"


_SIGNED = {"EBAY_GB", "EBAY_DE", "EBAY_FR", "EBAY_IT", "EBAY_ES", "EBAY_NL", "EBAY_BE", "EBAY_AT", "EBAY_IE", "EBAY_PL"}

_DOMAINS = {
    "EBAY_US": "ebay.com",
    "EBAY_GB": "ebay.co.uk",
    "EBAY_DE": "ebay.de",
    "EBAY_FR": "ebay.fr",
    "EBAY_IT": "ebay.it",
    "EBAY_ES": "ebay.es",
    "EBAY_NL": "ebay.nl",
    "EBAY_BE": "ebay.be",
    "EBAY_AT": "ebay.at",
    "EBAY_CH": "ebay.ch",
    "EBAY_IE": "ebay.ie",
    "EBAY_PL": "ebay.pl",
    "EBAY_CA": "ebay.ca",
    "EBAY_AU": "ebay.com.au",
}

SITES: dict[str, Site] = {
    site.code: site
    for site in (
        Site("EBAY_US", "United States", "en-US", "USD", product_code="upc"),
        Site("EBAY_GB", "United Kingdom", "en-GB", "GBP"),
        Site("EBAY_DE", "Germany", "de-DE", "EUR", brand="Marke"),
        Site("EBAY_FR", "France", "fr-FR", "EUR", brand="Marque"),
        Site("EBAY_IT", "Italy", "it-IT", "EUR", brand="Marca"),
        Site("EBAY_ES", "Spain", "es-ES", "EUR", brand="Marca"),
        Site("EBAY_NL", "Netherlands", "nl-NL", "EUR", brand="Merk"),
        Site("EBAY_BE", "Belgium", "fr-BE", "EUR", brand="Marque"),
        Site("EBAY_AT", "Austria", "de-AT", "EUR", brand="Marke"),
        Site("EBAY_CH", "Switzerland", "de-CH", "CHF", brand="Marke"),
        Site("EBAY_IE", "Ireland", "en-IE", "EUR"),
        Site("EBAY_PL", "Poland", "pl-PL", "PLN", brand="Marka"),
        Site("EBAY_CA", "Canada", "en-CA", "CAD", product_code="upc"),
        Site("EBAY_AU", "Australia", "en-AU", "AUD"),
    )
}
DEFAULT = "EBAY_US"


def site_of(code: str) -> Site:
    """The American one where none, or one we do not know, is named: eBay's own default."""
    return SITES.get(code or DEFAULT, SITES[DEFAULT])
