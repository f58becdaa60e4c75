"""What suppliers call carriers -> the names that Shopify knows. Pure.

A name of Shopify's list makes it follow the parcel by itself; any other is shown as it is. The tracking page is always
given with it: without one Shopify guesses the carrier from the number, often wrongly (pitfalls 25).
Sources: the list in the schema of 2026-10 (FulfillmentTrackingInfo.company); the carriers' own tracking pages, November
2026.
"""

import re
from urllib.parse import quote

# Those of the list that parcels of our suppliers are handed to. Spelling counts.
SUPPORTED = (
    "4PX", "Amazon Logistics UK", "An Post", "Anjun Logistics", "APC", "Asendia USA", "Australia Post", "BPost",
    "BPost International", "Canada Post", "Canpar", "China Post", "Chronopost", "Chukou1", "Colissimo", "Correios",
    "Correos", "CTT", "CTT Express", "Deutsche Post", "DHL eCommerce", "DHL eCommerce Asia", "DHL Express", "DPD",
    "DPD Local", "DPD UK", "DTD Express", "Evri", "FedEx", "GLS", "Israel Post", "Japan Post (EN)",
    "La Poste Colissimo", "Lasership", "Latvia Post", "Lietuvos Paštas", "Mondial Relay", "New Zealand Post",
    "NinjaVan", "OnTrac", "Packeta", "Pitney Bowes", "Poste Italiane", "PostNL", "PostNord DK", "PostNord NO",
    "PostNord SE", "Purolator", "Royal Mail", "Sagawa (EN)", "Sendle", "SF Express", "SFC Fulfillment",
    "Singapore Post", "StarTrack", "Swiss Post", "TNT", "Toll IPEC", "UPS", "USPS", "Venipak", "Whistl", "WMYC",
    "Yamato (EN)", "YunExpress",
)  # fmt: skip

# Other spellings: our suppliers', and names that carriers had before.
_OTHER_NAMES = {
    "yunexpress": "YunExpress",
    "yuntu": "YunExpress",
    "yunexpressglobal": "YunExpress",
    "4pxexpress": "4PX",
    "sfinternational": "SF Express",
    "shunfeng": "SF Express",
    "chinapostregistered": "China Post",
    "chinaems": "China Post",
    "epacket": "China Post",
    "laposte": "La Poste Colissimo",
    "laposteinternational": "La Poste Colissimo",
    "dhl": "DHL Express",
    "dhlglobalmail": "DHL eCommerce",
    "hermes": "Evri",
    "hermesuk": "Evri",
    "myhermes": "Evri",
    "uspostalservice": "USPS",
    "unitedstatespostalservice": "USPS",
    "singpost": "Singapore Post",
    "postnederland": "PostNL",
    "bpostinternational": "BPost International",
    "correosdeespana": "Correos",
    "japanpost": "Japan Post (EN)",
}
_ANYWHERE = "https://t.17track.net/en#nums={}"
# By the beginning of the carrier's plain name; the longest that fits counts.
_PAGES = {
    "yunexpress": "https://www.yuntrack.com/parcelTracking?id={}",
    "4px": "https://track.4px.com/#/result/0/{}",
    "cainiao": "https://global.cainiao.com/detail.htm?mailNoList={}",
    "aliexpress": "https://global.cainiao.com/detail.htm?mailNoList={}",
    "cjpacket": "https://www.cjpacket.com/?trackingNumber={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "dhlexpress": "https://www.dhl.com/en/express/tracking.html?AWB={}",
    "laposte": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "royalmail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
}
_SHORTEST_BEGINNING = 5  # letters that must fit before a longer name is taken for a known one


def shopify_name(carrier: str) -> str:
    """The name Shopify knows this carrier by; the given words where it knows none like it."""
    plain = _plain(carrier)
    if not plain:
        return ""
    known = {_plain(name): name for name in SUPPORTED} | _OTHER_NAMES
    if plain in known:
        return known[plain]
    fitting = [name for name in known if _begins(plain, name)]
    return known[max(fitting, key=len)] if fitting else " ".join(carrier.split())


def tracking_page(carrier: str, number: str) -> str:
    """Where anybody can look the parcel up; a page for all carriers where the carrier's own is not known."""
    plain = _plain(shopify_name(carrier))
    fitting = [name for name in _PAGES if plain == name or _begins(plain, name)]
    page = _PAGES[max(fitting, key=len)] if fitting else _ANYWHERE
    return page.format(quote(number.strip(), safe=""))


def _begins(plain: str, name: str) -> bool:
    return len(name) >= _SHORTEST_BEGINNING and plain.startswith(name)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
