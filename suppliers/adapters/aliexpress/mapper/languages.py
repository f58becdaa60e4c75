"""Languages as AliExpress's calls want them."""

_LOCALES = {
    "en": "en_US", "fr": "fr_FR", "es": "es_ES", "de": "de_DE", "it": "it_IT", "pt": "pt_BR", "nl": "nl_NL",
    "pl": "pl_PL", "ru": "ru_RU", "tr": "tr_TR", "ar": "ar_MA", "he": "iw_IL", "ja": "ja_JP", "ko": "ko_KR",
    "th": "th_TH", "vi": "vi_VN", "id": "in_ID", "uk": "uk_UA",
}  # fmt: skip


def locale_of(language: str) -> str:
    """`fr` or `fr-FR` as `fr_FR`; English where the platform does not speak it."""
    wanted = language.replace("-", "_")
    if len(wanted) == 5 and wanted[2] == "_":  # noqa: PLR2004 - xx_YY
        return f"{wanted[:2].lower()}_{wanted[3:].upper()}"
    return _LOCALES.get(wanted[:2].lower(), "en_US")
