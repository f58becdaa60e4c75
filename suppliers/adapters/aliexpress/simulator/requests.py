"""A request as it came: which API, which parameters, and when."""

import time
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

from core.simulation import Environ

SECRETS = {"session", "access_token", "refresh_token", "code", "sign"}


@dataclass
class Asked:
    """`path` is the API's name where that is a path, else "". `files` are the names of uploaded files: never signed."""

    api: str
    path: str
    is_flat: bool  # came by /rest, whose refusals are flat
    http_method: str
    parameters: dict[str, str]
    headers: dict[str, str]
    files: tuple[str, ...] = ()
    at: float = field(default_factory=time.time)
    monotonic: float = field(default_factory=time.monotonic)

    def summary(self) -> dict[str, Any]:
        """For those who want to know what was asked. Of what is secret only whether it was given."""
        return {
            "api": self.api,
            "door": "rest" if self.is_flat else "sync",
            "http_method": self.http_method,
            "parameters": {name: "(given)" if name in SECRETS else value for name, value in self.parameters.items()},
            "headers": self.headers,
            "at": self.at,
            "monotonic": self.monotonic,
        }


def read_request(environ: Environ) -> Asked:
    body: bytes = environ["wsgi.input"].read()
    media = environ.get("CONTENT_TYPE", "")
    parameters = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
    files: tuple[str, ...] = ()
    if media.startswith("application/x-www-form-urlencoded"):
        parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif media.startswith("multipart/form-data"):
        form, files = _multipart(media, body)
        parameters |= form
    door = environ["PATH_INFO"]
    is_flat = door.startswith("/rest/")
    api = door.removeprefix("/rest") if is_flat else parameters.get("method", "")
    return Asked(
        api=api,
        path=api if "/" in api else "",
        is_flat=is_flat,
        http_method=environ["REQUEST_METHOD"],
        parameters=parameters,
        headers={
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        },
        files=files,
    )


def _multipart(media: str, body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    message = message_from_bytes(b"Content-Type: " + media.encode() + b"\r\n\r\n" + body)
    parameters: dict[str, str] = {}
    files: list[str] = []
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        if part.get_filename():
            files.append(name)
        else:
            content = part.get_payload(decode=True)
            parameters[name] = content.decode() if isinstance(content, bytes) else ""
    return parameters, tuple(files)
