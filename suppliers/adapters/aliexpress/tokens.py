"""Answers of `/auth/token/create` and `/auth/token/refresh`."""

from datetime import datetime, timedelta
from typing import NamedTuple

from suppliers.adapters.aliexpress.envelope import Body
from suppliers.adapters.aliexpress.reading import Json, Unreadable, moment, text, whole


class Authorisation(NamedTuple):
    """`refresh_ends` is counted from a person's consent and does not move with refreshes; None where it is not said.

    A pair that cannot be refreshed has no refresh token, and its `refresh_ends` is the time of the answer.
    """

    access_token: str
    access_ends: datetime
    refresh_token: str
    refresh_ends: datetime | None
    user_id: str
    nick: str
    email: str

    def __repr__(self) -> str:
        return f"<Authorisation of {self.user_id}>"


def read_authorisation(body: Body, now: datetime) -> Authorisation:
    """The pair of tokens and whose they are. The absolute ends count; the seconds stand in where they are missing."""
    given = body.content
    access_ends = _end(given, "expire_time", "expires_in", now)
    if access_ends is None:
        raise Unreadable("a token without its end")
    refresh_token = text(given.get("refresh_token"))
    refresh_ends = _end(given, "refresh_token_valid_time", "refresh_expires_in", now)
    if whole(given.get("refresh_expires_in")) == 0:
        refresh_token, refresh_ends = "", now
    return Authorisation(
        access_token=text(given.get("access_token")),
        access_ends=access_ends,
        refresh_token=refresh_token,
        refresh_ends=refresh_ends,
        user_id=text(given.get("user_id")) or text(given.get("seller_id")),
        nick=text(given.get("user_nick")),
        email=text(given.get("account")),
    )


def _end(given: Json, absolute: str, relative: str, now: datetime) -> datetime | None:
    seconds = whole(given.get(relative))
    counted = now + timedelta(seconds=seconds) if seconds is not None and 0 < seconds < 10**9 else None
    return moment(given.get(absolute)) or counted
