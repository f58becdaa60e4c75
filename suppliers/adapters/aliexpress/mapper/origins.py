"""Where goods are sent from: the names that AliExpress's "Ships From" property has, as ISO 3166."""

_COUNTRIES = {
    "CHINA": "CN", "CHINA MAINLAND": "CN", "MAINLAND CHINA": "CN", "HONG KONG": "HK", "TAIWAN": "TW",
    "UNITED STATES": "US", "USA": "US", "CANADA": "CA", "MEXICO": "MX", "BRAZIL": "BR", "CHILE": "CL",
    "GERMANY": "DE", "FRANCE": "FR", "SPAIN": "ES", "ITALY": "IT", "POLAND": "PL", "BELGIUM": "BE",
    "NETHERLANDS": "NL", "CZECH REPUBLIC": "CZ", "HUNGARY": "HU", "UNITED KINGDOM": "GB", "IRELAND": "IE",
    "LATVIA": "LV", "PORTUGAL": "PT", "GREECE": "GR", "RUSSIAN FEDERATION": "RU", "UKRAINE": "UA", "TURKEY": "TR",
    "ISRAEL": "IL", "SAUDI ARABIA": "SA", "UNITED ARAB EMIRATES": "AE", "SOUTH AFRICA": "ZA", "NIGERIA": "NG",
    "AUSTRALIA": "AU", "NEW ZEALAND": "NZ", "JAPAN": "JP", "KOREA": "KR", "INDONESIA": "ID", "MALAYSIA": "MY",
    "SINGAPORE": "SG", "THAILAND": "TH", "VIETNAM": "VN", "PHILIPPINES": "PH", "INDIA": "IN",
}  # fmt: skip


def country_of(name: str) -> str:
    """The two letters for a name of theirs; an unknown name as it is, "" for none."""
    return _COUNTRIES.get(name.upper(), name)
