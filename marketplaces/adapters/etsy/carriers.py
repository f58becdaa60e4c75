"""Carriers as Etsy names them, and pages on which a buyer follows a parcel. Pure.

Names of the table in Etsy's fulfilment guide. One that Etsy does not know used to be dropped in silence, number and all:
what is not in the table (YunExpress, CJPacket and the like) is told as `other`, with the address of a tracking page.
"""

from urllib.parse import quote

OTHER = "other"
_ANY = "https://t.17track.net/en#nums={}"
# Our plain word -> Etsy's name.
_NAMES = {
    "4px": "4px",
    "4pxexpress": "4px",
    "amazonlogistics": "amazon",
    "anpost": "an-post",
    "aramex": "aramex",
    "asendiauk": "asendia-uk",
    "asendiausa": "asendia-usa",
    "australiapost": "australia-post",
    "austrianpost": "austrian-post",
    "bpost": "bpost",
    "canadapost": "canada-post",
    "chinaems": "china-ems",
    "chinapost": "china-post",
    "chronopost": "chronopost-france",
    "colissimo": "colissimo",
    "correos": "spain-correos-es",
    "ctt": "portugal-ctt",
    "dhl": "dhl",
    "dhlecommerce": "dhl-global-mail",
    "dhlexpress": "dhl",
    "dhlgermany": "dhl-germany",
    "dhlglobalmail": "dhl-global-mail",
    "dpd": "dpd",
    "dpdde": "dpd-de",
    "dpduk": "dpd-uk",
    "ems": "china-ems",
    "evri": "hermes",
    "fedex": "fedex",
    "gls": "gls",
    "hermes": "hermes-de",
    "hermesuk": "hermes",
    "hongkongpost": "hong-kong-post",
    "indiapost": "india-post",
    "israelpost": "israel-post",
    "japanpost": "japan-post",
    "koreapost": "kpost",
    "laposte": "la-poste-colissimo",
    "lasership": "lasership",
    "mondialrelay": "mondialrelay",
    "newzealandpost": "new-zealand-post",
    "ontrac": "ontrac",
    "parcelforce": "parcel-force",
    "pocztapolska": "poczta-polska",
    "posteitaliane": "poste-italiane",
    "postnl": "postnl-international",
    "postnord": "postnord",
    "purolator": "purolator",
    "royalmail": "royal-mail",
    "sendle": "sendle",
    "sfexpress": "sf-express",
    "sfinternational": "sfb2c",
    "singaporepost": "singapore-post",
    "swisspost": "swiss-post",
    "thailandpost": "thailand-post",
    "tnt": "tnt",
    "ups": "ups",
    "usps": "usps",
    "vietnampost": "vnpost",
    "whistl": "whistl",
    "yanwen": "yanwen",
    "yodel": "yodel",
}


def etsy_name(carrier: str) -> str:
    """`other` for one that Etsy does not know; "" for no carrier at all is `other`, too."""
    plain = "".join(letter for letter in carrier.lower() if letter.isalnum())
    return _NAMES.get(plain, OTHER)


def tracking_page(carrier: str, number: str) -> str:
    """An address for a carrier that Etsy does not link itself; "" for the others."""
    return _ANY.format(quote(number, safe="")) if etsy_name(carrier) == OTHER else ""
