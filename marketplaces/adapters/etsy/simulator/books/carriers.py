"""Names of carriers that a tracking code may be told under: a part of the list in Etsy's fulfilment guide.

Spelled as there: Deutsche Post is `deutsch-post`, Correos of Spain `spain-correos-es`. Anything else is told as `other`.
"""

NAMES = """
4px an-post aramex asendia-uk asendia-usa australia-post austrian-post bpost bpost-international
brazil-correios canada-post ceska-posta china-ems china-post chronopost-france colissimo collectplus
danmark-post deutsch-post dhl dhl-benelux dhl-es dhl-germany dhl-global-mail dhl-global-mail-asia dhl-nl
dhl-poland dpd dpd-de dpd-poland dpd-uk fedex fedex-uk gls hermes hermes-de hermes-it hong-kong-post
india-post interlink-express international-seur israel-post japan-post korea-post kpost la-poste-colissimo
landmark-global lasership magyar-posta malaysia-post mondialrelay myhermes-uk nacex-spain new-zealand-post
ontrac other parcel-force poczta-polska portugal-ctt poste-italiane posten-norge posti postnl postnl-3s
postnl-international postnord ptt-posta purolator royal-mail russian-post sapo sf-express sfb2c singapore-post
spain-correos-es spanish-seur stallionexpress star-track sweden-posten swiss-post taiwan-post thailand-post
tnt tnt-au tnt-fr tnt-it tnt-uk uk-mail ups usps vnpost whistl yanwen yodel yodel-international
"""
CARRIERS = frozenset(NAMES.split())
