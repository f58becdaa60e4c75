"""Bodies as Etsy wants them: forms in which a list is one field joined by commas, and multipart with one file."""

from collections.abc import Mapping
from uuid import uuid4

FormValue = str | int | bool | tuple[str, ...] | tuple[int, ...] | None


def form(values: Mapping[str, FormValue]) -> dict[str, str]:
    """What is None or an empty list is left out: an empty list is refused where a missing one is not. Repeated keys
    would lose all values but the last, brackets and quotes would be taken as they are."""
    found = {}
    for name, value in values.items():
        if value is None or value == ():
            continue
        found[name] = _written(value)
    return found


def multipart(
    fields: Mapping[str, str], part: str = "", filename: str = "", kind: str = "", content: bytes = b""
) -> tuple[str, bytes]:
    """The content type with its boundary, and the body; without a `part` there is no file. Numbers and flags are form
    fields, not files: Etsy passes over a rank that comes as a file."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if part:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join([*parts, f"--{boundary}--\r\n".encode()])


def _written(value: FormValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
