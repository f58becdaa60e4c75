"""Payment disputes, a part of the Fulfillment API on a host of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplaces.adapters.ebay import paging
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.client.answers import nothing
from marketplaces.adapters.ebay.values import Obj, path_of, required, written

A_PAGE = 200
ROOT = "payment_dispute"


def summaries(client: EbayClient, states: Sequence[str], opened_from: datetime | None = None) -> list[Obj]:
    """The parameter of a state is repeated for each."""
    query: dict[str, Any] = {"limit": A_PAGE}
    if states:
        query["payment_dispute_status"] = list(states)
    if opened_from is not None:
        query["open_date_from"] = written(opened_from)
    return paging.all_rows(
        client,
        Family.DISPUTES,
        "payment_dispute_summary",
        "paymentDisputeSummaries",
        operation="getPaymentDisputeSummaries",
        query=query,
    )


def dispute(client: EbayClient, number: str) -> Obj:
    def read(given: Given) -> Obj:
        required(given.body, "paymentDisputeId")
        return given.body

    return client.get(Family.DISPUTES, path_of(ROOT, number), read, operation="getPaymentDispute")


def accept(client: EbayClient, number: str, body: Mapping[str, Any]) -> None:
    _act(client, number, "accept", body, "acceptPaymentDispute")


def contest(client: EbayClient, number: str, body: Mapping[str, Any]) -> None:
    _act(client, number, "contest", body, "contestPaymentDispute")


def add_evidence(client: EbayClient, number: str, body: Mapping[str, Any]) -> str:
    """The evidence's id."""
    return client.send(
        "POST",
        Family.DISPUTES,
        path_of(ROOT, number, "add_evidence"),
        lambda given: required(given.body, "evidenceId"),
        operation="addEvidence",
        repeatable=False,
        body=body,
    )


def upload(client: EbayClient, number: str, content_type: str, form: bytes) -> str:
    """The file's id. A file that no evidence names is nothing to eBay: sent twice it does no harm."""
    return client.send(
        "POST",
        Family.DISPUTES,
        path_of(ROOT, number, "upload_evidence_file"),
        lambda given: required(given.body, "fileId"),
        operation="uploadEvidenceFile",
        raw=(content_type, form),
    )


def _act(client: EbayClient, number: str, word: str, body: Mapping[str, Any], operation: str) -> None:
    client.send(
        "POST",
        Family.DISPUTES,
        path_of(ROOT, number, word),
        nothing,
        operation=operation,
        repeatable=False,
        body=body,
    )
