"""Streams: what has to come to a good end again and again, and must never stop unheard.

Each app names its own in its `streams.py`; the alerts, the console's page "Rhythm" and the metrics read them here.
"""

from core.streams import own  # noqa: F401 - names core's own streams
from core.streams.registry import all_streams, streams
from core.streams.stream import STREAM_LATE, Stream
from core.streams.timetable import Timetable

__all__ = ["STREAM_LATE", "Stream", "Timetable", "all_streams", "streams"]
