"""What `manage.py doctor` says of the shops: credentials, rights, webhooks, states. It makes no call."""

from collections.abc import Iterator

from core.crypto import SecretError
from core.doctor import State, examiner
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.shops import logins
from marketplaces.actions.shops.accounts import accounts_of
from marketplaces.actions.shops.webhooks import address_of
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import ability_words, error_words
from marketplaces.registry import slugs, title

_Finding = tuple[State, str, str]


@examiner("shops", needs_database=True)
def examine_shops() -> Iterator[_Finding]:
    for slug in slugs():
        found = accounts_of(slug)
        if not found:
            yield State.OK, f"{title(slug)}: there is no shop.", ""
        for account in found:
            yield from _of_account(account)


def _of_account(account: MarketplaceAccount) -> Iterator[_Finding]:
    name = f"{title(account.marketplace)}, shop “{account.name}”"
    try:
        problems = logins.problems(account)
    except SecretError as error:
        yield State.BROKEN, f"{name}: {error}", "See 'keys' and 'secrets' above."
        return
    if problems:
        said = " ".join(problem.words for problem in problems)
        yield State.BROKEN, f"{name}: {said}", f"docs/{account.marketplace}.md tells how to connect it."
        return
    yield _of_state(account, name)
    if account.state == MarketplaceAccount.State.OK:
        yield from _of_surroundings(account, name)


def _of_state(account: MarketplaceAccount, name: str) -> _Finding:
    why = account.state_reason
    if account.state == MarketplaceAccount.State.NEEDS_RECONNECT:
        words = error_words("token_expired")
        return State.BROKEN, f"{words.title}: {name} must be connected again: {why or 'refused'}.", str(words.remedy)
    if account.state == MarketplaceAccount.State.PAUSED:
        return State.WARNING, f"{name} is paused: {why or 'no reason given'}.", "Resume or connect it in the console."
    if account.state == MarketplaceAccount.State.NEW:
        return State.WARNING, f"{name} was never connected.", "Press 'Test connection' or 'Connect' on its page."
    return State.OK, f"{name} is connected.", ""


def _of_surroundings(account: MarketplaceAccount, name: str) -> Iterator[_Finding]:
    if account.lost_abilities:
        said = " ".join(ability_words(ability) for ability in account.lost_abilities)
        scopes = ", ".join(account.missing_scopes)
        yield State.WARNING, f"{name}: {said}", f"Give the app these rights and connect again: {scopes}."
    try:
        address_of(account)
    except NotPossible as error:
        yield State.WARNING, f"{name} sends no webhooks: {error}", "Orders are asked for on schedule meanwhile."
        return
    if not account.webhook_url:
        remedy = "Press 'Configure webhooks' on its page. Orders are asked for on schedule meanwhile."
        yield State.WARNING, f"{name} has no webhooks set.", remedy
