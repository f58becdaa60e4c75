"""Shipping services and carriers by marketplace: real codes, a few of each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """`days` are the least and the most."""

    code: str
    carrier: str
    text: str
    days: tuple[int, int] = (2, 5)
    is_international: bool = False


SERVICES = {
    "EBAY_US": (
        Service("USPSGroundAdvantage", "USPS", "USPS Ground Advantage"),
        Service("USPSPriority", "USPS", "USPS Priority Mail", (1, 3)),
        Service("USPSPriorityMailInternational", "USPS", "USPS Priority Mail International", (6, 10), True),
    ),
    "EBAY_GB": (
        Service("UK_RoyalMailSecondClassStandard", "RoyalMail", "Royal Mail 2nd Class", (2, 3)),
        Service("UK_RoyalMailAirmailInternational", "RoyalMail", "Royal Mail International Standard", (5, 7), True),
    ),
    "EBAY_DE": (
        Service("DE_DHLPaket", "DHL", "DHL Paket", (1, 2)),
        Service("DE_DHLPaketInternational", "DHL", "DHL Paket International", (4, 8), True),
    ),
    "EBAY_FR": (
        Service("FR_ColiPoste", "Colissimo", "Colissimo", (2, 3)),
        Service("FR_ColiPosteInternational", "Colissimo", "Colissimo International", (4, 8), True),
    ),
}
CARRIERS = ("USPS", "UPS", "FedEx", "DHL", "RoyalMail", "Colissimo", "Chronopost", "Hermes", "YunExpress", "Other")
