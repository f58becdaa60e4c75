"""Writes JSON. msgspec instead of the standard encoder: on a page of 100 products it is several times as fast."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import JSONRenderer as DRFJSONRenderer


def _plain(value: Any) -> Any:
    # Lazy translations and DRF's ErrorDetail (a str) are written as text, DRF's own containers as what they wrap.
    return dict(value) if isinstance(value, Mapping) else str(value)


_encoder = msgspec.json.Encoder(enc_hook=_plain, decimal_format="string", uuid_format="canonical")


class JSONRenderer(DRFJSONRenderer):
    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else _encoder.encode(data)
