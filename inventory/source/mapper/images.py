"""Pictures: absolute http(s) addresses, each once, in the order given. Whether one may be fetched is asked on fetching."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from inventory.source.mapper.decoding import Item
from inventory.source.mapper.limits import LONGEST_URL, MOST_IMAGES
from inventory.source.mapper.problems import Problems, shown

LIST_KEYS = ("images", "image_urls", "gallery")
SINGLE_KEYS = ("image_url", "image", "main_image", "photo")
_ADDRESS_KEYS = ("url", "image_url", "image", "src")

PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-;=?-~]*)?")
_SAFE = "%/:?#[]@!$&'()*+,;=~"


def read_images(item: Item, problems: Problems) -> list[str]:
    """Lists first: a single picture beside them is mostly one of theirs."""
    entries: list[Any] = []
    for key in LIST_KEYS:
        value = item.get(key)
        entries += value if isinstance(value, list) else [value]
    entries += [item.get(key) for key in SINGLE_KEYS]
    found: list[str] = []
    refused: list[Any] = []
    for address in filter(None, map(_address, entries)):
        url = absolute_url(address) if isinstance(address, str) else None
        if url:
            found.append(url)
        else:
            refused.append(address)
    if refused:
        problems.warn("images", "image_refused", count=len(refused), example=shown(refused[0]))
    return list(dict.fromkeys(found))[:MOST_IMAGES]


def _address(entry: Any) -> Any:
    """What an entry points to: None when it is empty, the entry itself when it is not understood."""
    if isinstance(entry, dict):
        entry = next((entry[key] for key in _ADDRESS_KEYS if entry.get(key)), None)
    return None if isinstance(entry, str) and not entry.strip() else entry


def absolute_url(text: str) -> str | None:
    """`text` as an absolute http(s) address without a user part, None when it is not one."""
    text = text.strip()
    if len(text) > LONGEST_URL:
        return None
    if PLAIN_URL.fullmatch(text):
        return text
    try:
        parts = urlsplit(quote(text, safe=_SAFE, errors="strict"))
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "%" in host or "@" in parts.netloc:
        return None
    url = parts.geturl()
    return url if len(url) <= LONGEST_URL else None
