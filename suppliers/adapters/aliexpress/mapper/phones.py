"""Telephone numbers as AliExpress takes them: the country's code apart, and no leading 0."""

import re
from typing import NamedTuple

_CODES = """
AD376 AE971 AF93 AG1 AI1 AL355 AM374 AO244 AR54 AT43 AU61 AW297 AZ994 BA387 BB1 BD880 BE32 BF226 BG359 BH973 BI257
BJ229 BM1 BN673 BO591 BR55 BS1 BT975 BW267 BY375 BZ501 CA1 CD243 CF236 CG242 CH41 CI225 CL56 CM237 CN86 CO57 CR506
CU53 CV238 CW599 CY357 CZ420 DE49 DJ253 DK45 DM1 DO1 DZ213 EC593 EE372 EG20 ER291 ES34 ET251 FI358 FJ679 FO298 FR33
GA241 GB44 GD1 GE995 GF594 GG44 GH233 GI350 GL299 GM220 GN224 GP590 GQ240 GR30 GT502 GU1 GW245 GY592 HK852 HN504
HR385 HT509 HU36 ID62 IE353 IL972 IM44 IN91 IQ964 IS354 IT39 JE44 JM1 JO962 JP81 KE254 KG996 KH855 KM269 KN1 KR82
KW965 KY1 KZ7 LA856 LB961 LC1 LI423 LK94 LR231 LS266 LT370 LU352 LV371 LY218 MA212 MC377 MD373 ME382 MG261 MK389
ML223 MM95 MN976 MO853 MQ596 MR222 MT356 MU230 MV960 MW265 MX52 MY60 MZ258 NA264 NC687 NE227 NG234 NI505 NL31 NO47
NP977 NZ64 OM968 PA507 PE51 PF689 PG675 PH63 PK92 PL48 PR1 PS970 PT351 PY595 QA974 RE262 RO40 RS381 RU7 RW250 SA966
SC248 SD249 SE46 SG65 SI386 SK421 SL232 SM378 SN221 SO252 SR597 SS211 ST239 SV503 SZ268 TD235 TG228 TH66 TJ992 TL670
TM993 TN216 TO676 TR90 TT1 TW886 TZ255 UA380 UG256 US1 UY598 UZ998 VC1 VE58 VN84 VU678 WS685 XK383 YE967 YT262 ZA27
ZM260 ZW263
"""
_BY_COUNTRY = {entry[:2]: entry[2:] for entry in _CODES.split()}
_LONGEST_FIRST = sorted(set(_BY_COUNTRY.values()), key=len, reverse=True)
_FILLING = re.compile(r"[\s().\-/]|\u00a0")
_TRUNK = re.compile(r"\(0\)")


class Phone(NamedTuple):
    country: str  # "+33"
    number: str


def split_phone(phone: str, country: str) -> Phone | None:
    """Code and number; `country` (ISO 3166) says the code where the number does not. None where it cannot be split."""
    digits = _FILLING.sub("", _TRUNK.sub("", phone.strip()))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    own = _BY_COUNTRY.get(country.upper(), "")
    if digits.startswith("+"):
        digits = digits[1:]
        candidates = [own, *_LONGEST_FIRST] if own else _LONGEST_FIRST
        code = next((each for each in candidates if digits.startswith(each)), "")
        digits = digits[len(code) :]
    else:
        code = own
    number = digits.lstrip("0")
    if not code or not number.isascii() or not number.isdigit():
        return None
    return Phone(f"+{code}", number)
