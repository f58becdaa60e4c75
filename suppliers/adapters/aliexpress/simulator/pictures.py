"""A picture for every address: a plain drawing whose colour follows from its name."""

import zlib

MEDIA = "image/svg+xml"


def picture(name: str) -> bytes:
    hue = zlib.crc32(name.encode()) % 360
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="256" height="256">'
        f'<rect width="64" height="64" fill="hsl({hue},45%,88%)"/>'
        f'<circle cx="32" cy="30" r="16" fill="hsl({hue},45%,55%)"/></svg>'
    ).encode()
