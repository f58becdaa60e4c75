import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.checks import require_keys
from suppliers.actions.accounts import ConnectionReport, NoAccount, accounts_of, default_account, test_connection
from suppliers.models import SupplierAccount
from suppliers.registry import UnknownSupplier, canonical, slugs, title

REFUSED, NOT_SET_UP = 1, 2
CREDENTIAL_CODES = {"no_credentials", "wrong_key_form"}


class Command(BaseCommand):
    help = (
        "Log in at a supplier and say who it says we are: token (masked), its end, limits, balance. "
        "Exit code 0: connected; 1: refused or not reached; 2: no such supplier or account, or a credential is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("supplier", help=f"one of: {', '.join(slugs())}")
        parser.add_argument("--account", help="name or number of the account, where there are several")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        require_keys()
        account = self._account(options["supplier"], options["account"])
        report = test_connection(account, "test_supplier_connection")
        if options["json"]:
            self.stdout.write(json.dumps(dict(_facts(account, report)) | _verdict(report), indent=2))
        else:
            self._tell(account, report)
        if not report.is_ok:
            raise SystemExit(NOT_SET_UP if report.code in CREDENTIAL_CODES else REFUSED)

    def _account(self, name: str, wanted: str | None) -> SupplierAccount:
        try:
            slug = canonical(name)
            if wanted is None:
                return default_account(slug)
            for account in accounts_of(slug):
                if wanted in (account.name, account.account_id):
                    return account
        except (UnknownSupplier, NoAccount) as error:
            raise CommandError(str(error), returncode=NOT_SET_UP) from error
        known = ", ".join(f"{account.account_id} “{account.name}”" for account in accounts_of(slug)) or "none"
        raise CommandError(f"{title(slug)} has no account {wanted!r}. There are: {known}.", returncode=NOT_SET_UP)

    def _tell(self, account: SupplierAccount, report: ConnectionReport) -> None:
        if report.is_ok:
            self.stdout.write(self.style.SUCCESS(f"Connected to {title(account.supplier)} ({report.took_ms} ms)."))
        else:
            self.stdout.write(self.style.ERROR(f"{report.title}."))
        for name, value in _facts(account, report):
            self.stdout.write(f"  {name.replace('_', ' ') + ':':<20} {value}")
        for warning in report.warnings:
            self.stdout.write(self.style.WARNING(f"  {warning}"))
        if not report.is_ok:
            self.stdout.write(f"  {report.cause}")
            if report.detail and report.detail != report.cause:
                self.stdout.write(f"  {report.detail}")
            if report.remedy:
                self.stdout.write(f"  -> {report.remedy}")


def _facts(account: SupplierAccount, report: ConnectionReport) -> Iterator[tuple[str, str]]:
    """What is known, by name; what is not known is left out."""
    info, balance = report.info, report.balance
    found = {
        "account": f"{account.account_id} “{account.name}” ({account.mode})",
        "answers_as": " ".join(part for part in (info.name, info.email) if part) if info else "",
        "token": report.token_masked,
        "token_ends": _moment(report.token_ends),
        "authorisation_ends": _moment(report.refresh_ends),
        "calls_a_second": f"{report.calls_per_second:g}" if report.calls_per_second else "",
        "quotas": "; ".join(f"{quota.name}: {quota.limit} a {quota.period}" for quota in info.quotas) if info else "",
        "balance": str(balance.available) if balance else "",
        "held_back": str(balance.frozen) if balance and balance.frozen else "",
    }
    for name, value in found.items():
        if value:
            yield name, value


def _verdict(report: ConnectionReport) -> dict[str, Any]:
    names = ("is_ok", "took_ms", "code", "title", "cause", "remedy", "detail")
    return {name: getattr(report, name) for name in names} | {"warnings": list(report.warnings)}


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else ""
