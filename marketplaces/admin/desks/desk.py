"""What a shop's desk is made of: tabs that read one of the room's own operations, and acts that file others.

A marketplace's desk is a module with `TABS`, named in `DESKS`. A tab reads at once, through `actions.performing`; an act
files a job, after a page that asks. Both take the same permissions as the API's routes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django import forms

from core.errors import NotFound, Unsupported
from core.models import Job
from marketplaces.actions import performing
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import slugs

VIEW = "marketplaces.view_marketplaceaccount"
CHANGE = "marketplaces.change_marketplaceaccount"
Values = dict[str, Any]

DESKS = {"ebay": "marketplaces.admin.desks.ebay", "etsy": "marketplaces.admin.desks.etsy"}


@dataclass(frozen=True)
class Row:
    """One line of a tab. `key`: the operation's values that name it; `initial`: what a form about it begins with;
    `acts`: the names of the acts it allows, None for all of the tab's."""

    key: Mapping[str, str]
    cells: tuple[Any, ...]
    initial: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[str, ...] | None = None


def said(cleaned: Mapping[str, Any]) -> Values:
    """What a form says, as plain JSON; what was left empty is not said. Decimals and dates become text."""
    return {name: _plain(value) for name, value in cleaned.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | str):
        return value
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else str(value)


@dataclass(frozen=True)
class Act:
    """A button that files `operation`. `of_row`: it is about one line, whose key goes with it; else about the shop.
    `form` takes what is still to be said, `values` makes of its cleaned data what goes to the room. `costs_fee`: the page
    says so, and its button is the consent. `file` takes what `performing.start` takes, where more than that is to be done."""

    name: str
    operation: str
    words: Any
    of_row: bool = True
    form: type[forms.Form] | None = None
    values: Callable[[Mapping[str, Any]], Values] = said
    text: Any = ""
    icon: str = "edit"
    dangerous: bool = False
    costs_fee: bool = False
    permission: str = CHANGE
    file: Callable[..., Job] = performing.start


@dataclass(frozen=True)
class Tab:
    """`rows` makes lines of the answer of `operation`. `query` is a form of what the reading asks for; nothing is read
    until it is valid. `note` stands above the table."""

    name: str
    title: Any
    operation: str
    headers: tuple[Any, ...]
    rows: Callable[[Any], list[Row]]
    acts: tuple[Act, ...] = ()
    query: type[forms.Form] | None = None
    values: Callable[[Mapping[str, Any]], Values] = said
    note: Any = ""
    empty: Any = ""
    permission: str = VIEW

    def act(self, name: str) -> Act | None:
        return next((act for act in self.acts if act.name == name), None)

    def read(self, account: MarketplaceAccount, cleaned: Mapping[str, Any]) -> list[Row]:
        """Costs calls. Raises PartnerError."""
        return self.rows(performing.read(account, self.operation, self.values(cleaned)))

    def row(self, account: MarketplaceAccount, key: Mapping[str, str]) -> Row:
        """As it stands there now. Raises NotFound, PartnerError."""
        found = next((row for row in self.read(account, {}) if dict(row.key) == dict(key)), None)
        if found is None:
            raise NotFound(account.marketplace, self.operation, message="it is not there any more")
        return found


def tabs_of(marketplace: str) -> tuple[Tab, ...]:
    """() where the marketplace has no desk, or is not among those of the settings."""
    if marketplace not in DESKS or marketplace not in slugs():
        return ()
    tabs: tuple[Tab, ...] = import_module(DESKS[marketplace]).TABS
    return tabs


def tab_of(marketplace: str, name: str) -> Tab:
    """Raises Unsupported."""
    found = next((tab for tab in tabs_of(marketplace) if tab.name == name), None)
    if found is None:
        raise Unsupported(marketplace, f"tab {name}")
    return found
