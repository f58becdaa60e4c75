"""Authenticator apps: set up, confirmed by a code, asked at login, taken away. The only writer of their rows."""

import base64
import logging
import secrets
from datetime import timedelta
from urllib.parse import quote, urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP

from core.crypto import SecretError
from core.history import record
from core.models import Authenticator, RecoveryCode

logger = logging.getLogger(__name__)
ISSUER = "Entrepot"
KEY_BYTES = 20  # 160 bits, as RFC 4226 recommends: 32 letters of base32 without padding
DIGITS = 6
NEIGHBOURS = 1  # one code earlier or later is taken too: clocks differ, and people type slowly
MOST_COUNTED = 11  # failures beyond this many wait no longer: 2**10 seconds, 17 minutes
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 16 letters of base32
SETUP_LIVES = timedelta(hours=1)


def confirmed_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, confirmed=True).first()


def being_set_up(user: User) -> Authenticator:
    """The app that this person is setting up; the same one for an hour, so that a reloaded page shows the same key.

    Raises KeyMissing where no encryption key is configured.
    """
    waiting = Authenticator.objects.filter(user=user, confirmed=False).first()
    if waiting is not None and waiting.created_at > timezone.now() - SETUP_LIVES:
        return waiting
    with transaction.atomic():
        Authenticator.objects.filter(user=user, confirmed=False).delete()
        key = base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()
        return Authenticator.objects.create(user=user, name="app", confirmed=False, key=key)


def address_of(authenticator: Authenticator) -> str:
    """What the QR code says: `otpauth://totp/Entrepot:ana?secret=…`, as authenticator apps read it."""
    label = quote(f"{ISSUER}:{authenticator.user.get_username()}")
    query = urlencode({"secret": authenticator.key.reveal(), "issuer": ISSUER, "digits": DIGITS, "period": 30})
    return f"otpauth://totp/{label}?{query}"


def confirm(user: User, code: str) -> list[str] | None:
    """Makes the app that is being set up the one that counts, when `code` is right; gives its recovery codes, in clear
    for the one time that they are shown. None for a wrong code. An app that counted before counts no more.
    """
    waiting = being_set_up(user)
    if not _is_right(waiting.pk, code):
        return None
    with transaction.atomic():
        moved, _ = Authenticator.objects.filter(user=user, confirmed=True).delete()
        Authenticator.objects.filter(pk=waiting.pk).update(confirmed=True)
        record(user, "two_factor.moved" if moved else "two_factor.set_up", by=user.get_username())
        return _make_recovery_codes(waiting)


def renew_recovery_codes(authenticator: Authenticator, by: str) -> list[str]:
    """New recovery codes in clear; the old ones are worth nothing any more."""
    with transaction.atomic():
        record(authenticator.user, "two_factor.codes_renewed", by=by)
        return _make_recovery_codes(authenticator)


def remove(user: User, *, by: str) -> bool:
    """Takes the person's app and recovery codes away; False where there was none. By another it is a reset."""
    with transaction.atomic():
        there = Authenticator.objects.filter(user=user, confirmed=True).exists()
        Authenticator.objects.filter(user=user).delete()
        if there:
            record(user, "two_factor.switched_off" if by == user.get_username() else "two_factor.reset", by=by)
    return there


def verify(user: User, code: str) -> bool:
    """Whether `code` is the app's present one, or an unused recovery code. A code is good for one time."""
    authenticator = confirmed_of(user)
    return authenticator is not None and _is_right(authenticator.pk, code)


def _make_recovery_codes(authenticator: Authenticator) -> list[str]:
    RecoveryCode.objects.filter(authenticator=authenticator).delete()
    codes = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(authenticator=authenticator, digest=RecoveryCode.digest_of(code)) for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _is_right(pk: int, code: str) -> bool:
    """One guess, under the row's lock: guesses side by side would pass the pause and the mark of what is spent."""
    with transaction.atomic():
        authenticator = Authenticator.objects.select_for_update().get(pk=pk)
        if not authenticator.verify_is_allowed()[0]:
            return False
        right = _spend_code(authenticator, code) if _looks_like_a_code(code) else _spend_recovery(authenticator, code)
        if right:
            authenticator.throttle_reset(commit=False)
            authenticator.set_last_used_timestamp(commit=False)
        else:
            authenticator.throttle_increment(commit=False)
            authenticator.throttling_failure_count = min(authenticator.throttling_failure_count, MOST_COUNTED)
        authenticator.save(
            update_fields=["last_step", "last_used_at", "throttling_failure_count", "throttling_failure_timestamp"]
        )
    return right


def _looks_like_a_code(code: str) -> bool:
    plain = code.replace(" ", "")
    return len(plain) == DIGITS and plain.isascii() and plain.isdigit()


def _spend_code(authenticator: Authenticator, code: str) -> bool:
    try:
        key = base64.b32decode(authenticator.key.reveal())
    except SecretError:  # recovery codes still open, and the doctor names the row
        logger.exception("the key of authenticator %s cannot be read", authenticator.pk)
        return False
    clock = TOTP(key, digits=DIGITS)
    if not clock.verify(int(code.replace(" ", "")), NEIGHBOURS, authenticator.last_step + 1):
        return False
    authenticator.last_step = clock.t()
    return True


def _spend_recovery(authenticator: Authenticator, code: str) -> bool:
    spent, _ = authenticator.recovery_codes.filter(digest=RecoveryCode.digest_of(code)).delete()
    if spent:
        left = authenticator.recovery_codes.count()
        user = authenticator.user
        record(user, "two_factor.recovery_code_used", by=user.get_username(), data={"left": left})
    return bool(spent)
