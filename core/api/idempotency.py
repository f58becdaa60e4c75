"""A write that is asked for twice with one `Idempotency-Key` happens once, and both callers get the same answer.

The key's row is written in the transaction of the write: two requests at once meet at its unique constraint, the second
waits there for the first and then finds its answer. Only answers of success are kept; a refusal changed nothing, so the
same key may try again.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import caller_of
from core.api.errors import Unprocessable
from core.api.renderers import JSONRenderer
from core.models import IdempotentAnswer

KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def answer_once(request: Request, body: str, act: Callable[[], Response]) -> Response:
    """`act()`, or the answer that this caller's key already has. `body` is the request's meaning as stable text.

    Raises Unprocessable (422) when the key was used for another request.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not _KEY.fullmatch(key):
        raise ValidationError({"Idempotency-Key": ["Give 1 to 200 printable ASCII characters without spaces."]})
    who = caller_of(request)
    fingerprint = hashlib.sha256(f"{request.method} {request.path_info}\n{body}".encode()).hexdigest()
    _forget_expired(who)
    try:
        with transaction.atomic():
            return _act_and_keep(who, key, fingerprint, act)
    except IntegrityError:
        kept = IdempotentAnswer.objects.filter(actor=who, key=key).first()
        if kept is None:  # the clash was another one
            raise
        return _answer_again(kept, fingerprint)


def _forget_expired(actor: str) -> None:
    """The caller's answers that are older than a day go at once; housekeeping clears those of callers who never return."""
    IdempotentAnswer.objects.filter(actor=actor, created_at__lt=timezone.now() - KEPT_FOR).delete()


def _act_and_keep(actor: str, key: str, fingerprint: str, act: Callable[[], Response]) -> Response:
    kept = IdempotentAnswer.objects.create(actor=actor, key=key, fingerprint=fingerprint, created_at=timezone.now())
    answer = act()
    kept.status = answer.status_code
    kept.body = json.loads(JSONRenderer().render(answer.data))
    kept.location = answer.headers.get("Location", "")
    kept.save(update_fields=["status", "body", "location"])
    return answer


def _answer_again(kept: IdempotentAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise Unprocessable("This Idempotency-Key was used for another request.", code="idempotency_key_reused")
    headers = {"Idempotent-Replayed": "true"}
    if kept.location:
        headers["Location"] = kept.location
    return Response(kept.body, status=kept.status or status.HTTP_200_OK, headers=headers)
