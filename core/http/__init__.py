"""The only door to the network: every call to a partner goes through `PartnerClient`, every address that came in data
through `fetch_public`, a look at an address of ours without credentials through `glance`. All keep a total deadline, a
cap on the body, and to the hosts they were given."""

from core.http.answer import Answer
from core.http.client import PartnerClient
from core.http.glance import glance
from core.http.public import fetch_public
from core.http.statuses import Verdict

__all__ = ["Answer", "PartnerClient", "Verdict", "fetch_public", "glance"]
