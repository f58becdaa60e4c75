"""Payment disputes: read from the marketplace on a schedule, answered by jobs."""

import base64
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import MoneySerializer, TextField, money
from core.api.jobs import ACCEPTED, accepted_job
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE, PURCHASES_APPROVE
from core.api.views import read_body, read_query
from core.pagination import both_ways
from marketplaces.actions.shops.accounts import NoAccount, default_account
from orders.actions import disputing
from orders.actions.errors import NotAllowedNow
from orders.api import examples
from orders.api.order_actions import NoBody
from orders.api.partner_orders import PartnerView
from orders.api.views import act, once, person_of
from orders.models import PaymentDispute
from orders.models.disputes import DisputeAnswer, DisputeReason, DisputeState

SEE = Access(ORDERS_READ, "orders.view_paymentdispute")
READ = Access(ORDERS_WRITE, "orders.change_order")  # as reading orders again: it costs calls
ANSWER = Access(PURCHASES_APPROVE, disputing.MAY)
EVIDENCE = (
    "proof_of_authenticity",
    "proof_of_item_as_described",
    "proof_of_credit_not_due",
    "proof_of_return_not_received",
    "proof_of_delivery_as_file",
    "proof_of_delivery_signature",
    "proof_of_pickup",
    "optional_supporting_documents",
)
LARGEST_FILE = 1_500_000  # bytes; eBay takes 1.5 MB
ORDERS = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "public_id", "remote_id", "order__public_id", "remote_order_id", "state", "reason", "answer", "amount",
    "currency", "opened_at", "answer_by", "closed_at", "outcome", "details", "asked_by", "read_at",
)  # fmt: skip


class DisputeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`dsp_…`")
    remote_id = serializers.CharField(help_text="The marketplace's number.")
    order_id = serializers.CharField(allow_null=True, help_text="`ord_…`; null where the order is not here.")
    remote_order_id = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=DisputeState.values)
    reason = serializers.ChoiceField(choices=DisputeReason.values)
    answer = serializers.ChoiceField(choices=DisputeAnswer.values)
    amount = MoneySerializer(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    answer_by = serializers.DateTimeField(allow_null=True, help_text="After it the marketplace decides without us.")
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    details = serializers.DictField(
        help_text="Evidence, what is asked for, lines, and the answers that are open to us."
    )
    read_at = serializers.DateTimeField(allow_null=True)


class DisputeQuery(ListQuery):
    state = serializers.ChoiceField(
        choices=[state for state in DisputeState.values if state], required=False, help_text="Where it stands."
    )
    ordering = ordering_field(ORDERS)


class ContestBody(serializers.Serializer[Any]):
    note = TextField(max_length=1000, allow_blank=True, default="", help_text="For the bank.")


class EvidenceBody(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=EVIDENCE, help_text="A tracking number is told at the order's fulfilments.")
    files = serializers.ListField(child=TextField(max_length=120), min_length=1, max_length=5)


class EvidenceFileBody(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="A JPEG or PNG picture of 1.5 MB at most.")


class EvidenceFileSerializer(serializers.Serializer[Any]):
    file_id = serializers.CharField(help_text="For `evidence`.")


_FILED = OpenApiExample("filed", value=examples.FILED, response_only=True, status_codes=["202"])
_ACCEPTED = {202: ACCEPTED, **errors(409, 422)}


class Disputes(PartnerView):
    access = {"GET": SEE}
    operations = {"GET": "list_disputes"}

    @extend_schema(
        summary="List payment disputes",
        parameters=[DisputeQuery],
        responses=page_of(DisputeSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.DISPUTE]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, DisputeQuery)
        rows = PaymentDispute.objects.filter(account__marketplace=self.partner)
        rows = rows.filter(state=query["state"]) if "state" in query else rows
        return answer_page(request, rows.values(*COLUMNS), query=query, orders=ORDERS, write=write_dispute)


class DisputeSync(PartnerView):
    access = {"POST": READ}
    operations = {"POST": "sync_disputes"}

    @extend_schema(
        summary="Read payment disputes again",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_ACCEPTED,
        examples=[_FILED],
    )
    def post(self, request: Request) -> Response:
        read_body(request, NoBody)

        def start() -> Response:
            try:
                account = default_account(self.partner)
            except NoAccount as error:
                raise NotAllowedNow("no_account", str(error)) from error
            return accepted_job(request, disputing.file_readings(actor_of(request), account)[0])

        return once(request, {}, start)


class Dispute(PartnerView):
    access = {"GET": SEE}
    operations = {"GET": "read_dispute"}

    @extend_schema(
        summary="Read a payment dispute",
        responses=DisputeSerializer,
        examples=[OpenApiExample("a dispute", value=examples.DISPUTE, response_only=True)],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        row = dispute_or_404(id, self.partner)
        return Response(write_dispute(PaymentDispute.objects.values(*COLUMNS).get(pk=row.pk)))


class DisputeAccept(PartnerView):
    access = {"POST": ANSWER}
    operations = {"POST": "accept_dispute"}

    @extend_schema(
        summary="Accept a payment dispute",
        description="The buyer keeps the money. A job; it cannot be undone.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_ACCEPTED,
        examples=[_FILED],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        row = dispute_or_404(id, self.partner)
        read_body(request, NoBody)
        by, user = actor_of(request), person_of(request)
        return once(request, {}, lambda: accepted_job(request, disputing.accept(row, by, user)))


class DisputeContest(PartnerView):
    access = {"POST": ANSWER}
    operations = {"POST": "contest_dispute"}

    @extend_schema(
        summary="Contest a payment dispute",
        description="Add the evidence before: after it none is taken. A job; it cannot be undone.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ContestBody},
        responses=_ACCEPTED,
        examples=[OpenApiExample("why", value={"note": "Delivered on 2 March"}, request_only=True), _FILED],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        row, body = dispute_or_404(id, self.partner), read_body(request, ContestBody)
        by, user = actor_of(request), person_of(request)
        return once(request, body, lambda: accepted_job(request, disputing.contest(row, body["note"], by, user)))


class DisputeEvidence(PartnerView):
    access = {"POST": ANSWER}
    operations = {"POST": "add_dispute_evidence"}

    @extend_schema(
        summary="Add evidence to a payment dispute",
        description="Of files that were uploaded at `evidence-files`. A job; the same files are added once.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": EvidenceBody},
        responses=_ACCEPTED,
        examples=[
            OpenApiExample("a proof", value={"kind": "proof_of_delivery_as_file", "files": ["f-1"]}, request_only=True),
            _FILED,
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        row, body = dispute_or_404(id, self.partner), read_body(request, EvidenceBody)
        by, user = actor_of(request), person_of(request)

        def add() -> Response:
            return accepted_job(request, disputing.add_evidence(row, body["kind"], body["files"], by, user))

        return once(request, body, add)


class DisputeFiles(PartnerView):
    access = {"POST": ANSWER}
    operations = {"POST": "upload_dispute_file"}
    parser_classes = (MultiPartParser,)

    @extend_schema(
        summary="Upload a picture as evidence",
        description="Sent on to the marketplace at once, and nothing to it before `evidence` names it.",
        request={"multipart/form-data": EvidenceFileBody},
        responses={201: EvidenceFileSerializer, **errors(409, 422)},
        examples=[OpenApiExample("uploaded", value={"file_id": "f-1"}, response_only=True, status_codes=["201"])],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        row = dispute_or_404(id, self.partner)
        file = read_body(request, EvidenceFileBody)["file"]
        if file.size > LARGEST_FILE:
            raise serializers.ValidationError({"file": ["It is larger than 1.5 MB."]}, "too_large")
        content = base64.b64encode(file.read()).decode()
        number = act(lambda: disputing.upload(row, content, person_of(request)))
        return Response({"file_id": number}, status=status.HTTP_201_CREATED)


def dispute_or_404(public_id: str, marketplace: str) -> PaymentDispute:
    rows = PaymentDispute.objects.filter(public_id=public_id[:32], account__marketplace=marketplace)
    found = rows.select_related("account").first()
    if found is None:
        raise NotFound("There is no payment dispute with this id.")
    return found


def write_dispute(row: dict[str, Any]) -> dict[str, Any]:
    plain = (
        "remote_id", "remote_order_id", "state", "reason", "answer", "opened_at", "answer_by", "closed_at", "outcome",
        "details", "read_at",
    )  # fmt: skip
    return {
        "id": row["public_id"],
        "order_id": row["order__public_id"],
        "amount": None if row["amount"] is None else money(row["amount"], row["currency"]),
        **{name: row[name] for name in plain},
    }
