"""What the console's pages show without importing it: slots that apps above fill, words for codes, run desks.

An app fills these in its `AppConfig.ready` or in its admin package. The pages ask by name and find what was registered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.contrib.admin import SimpleListFilter
from django.db.models import Model
from django.http import HttpRequest

from core.models import Event, SyncChange, SyncRun


@dataclass(frozen=True)
class Column:
    """A column that another app adds to a list. `load` is called once a page: its rows -> cell by primary key."""

    name: str
    title: Any
    load: Callable[[Sequence[Any]], Mapping[int, Any]]


@dataclass(frozen=True)
class Panel:
    """A tab that another app adds to a detail page. `render` returns safe HTML, "" for nothing to show."""

    name: str
    title: Any
    render: Callable[[HttpRequest, Model], str]


@dataclass(frozen=True)
class Button:
    """A link that another app adds to a detail page; `permission` is a Django permission such as `app.change_thing`."""

    name: str
    title: Any
    icon: str
    url: Callable[[Model], str]
    permission: str


@dataclass(frozen=True)
class ListAction:
    """What another app lets staff do with the chosen rows of a list. `run` is given the page, the request and the rows."""

    name: str
    title: Any
    run: Callable[[Any, HttpRequest, Any], Any]
    permission: str


@dataclass(frozen=True)
class ListFilter:
    """A filter that another app adds to a list: a class of Django's admin filters. `name` is its word in the address."""

    name: str
    filter_class: type[SimpleListFilter]


SlotItem = Column | Panel | Button | ListAction | ListFilter


@dataclass
class Slot:
    """A named place on a page; things stand in it in the order of their registration, each name once."""

    items: dict[str, SlotItem] = field(default_factory=dict)

    def add(self, item: SlotItem) -> None:
        self.items[item.name] = item

    def remove(self, name: str) -> None:
        self.items.pop(name, None)

    def columns(self) -> list[Column]:
        return [item for item in self.items.values() if isinstance(item, Column)]

    def panels(self) -> list[Panel]:
        return [item for item in self.items.values() if isinstance(item, Panel)]

    def buttons(self) -> list[Button]:
        return [item for item in self.items.values() if isinstance(item, Button)]

    def list_actions(self) -> list[ListAction]:
        return [item for item in self.items.values() if isinstance(item, ListAction)]

    def filters(self) -> list[ListFilter]:
        return [item for item in self.items.values() if isinstance(item, ListFilter)]


_slots: dict[str, Slot] = {}


def slot(name: str) -> Slot:
    """The slot of that name (`product.columns`, `product.panels`, `product.actions`, `product.list_actions`,
    `product.filters`, `category.columns`)."""
    return _slots.setdefault(name, Slot())


class RunDesk(Protocol):
    """What staff can do with one partner's runs, and how its codes read. Each act answers for its own history."""

    kinds: Mapping[str, Any]  # kind -> its name for staff
    field_names: Mapping[str, Any]  # field of a staged change -> its name for staff
    item_changelist: Mapping[str, str]  # kind -> "app.model" whose list searches by the partner's id

    def issue_words(self, code: str, values: Mapping[str, Any]) -> str: ...

    def issue_remedy(self, code: str) -> str: ...  # what to do about it, "" where there is nothing

    def hold_words(self, reason: Mapping[str, Any]) -> str: ...

    def error_words(self, run: SyncRun) -> str: ...

    def error_page(self, run: SyncRun) -> str: ...  # where the console tells more of it, "" where it does not

    def staged_words(self, field: str, number: int) -> str: ...  # "12 would lose their stock"

    def change_values(self, changes: Sequence[SyncChange]) -> Mapping[int, tuple[str, str]]: ...  # by key: old, new

    def start(self, kind: str, by: str) -> SyncRun: ...

    def approve(self, run: SyncRun, change_ids: Sequence[int] | None, by: str) -> Any: ...

    def discard(self, run: SyncRun, by: str) -> Any: ...

    def resume(self, run: SyncRun, by: str) -> Any: ...

    def cancel(self, run: SyncRun, by: str) -> Any: ...

    def retry_issues(self, run: SyncRun, by: str) -> Any: ...


class InboundDesk(Protocol):
    """What the webhook log says of one partner's webhooks."""

    @property
    def title(self) -> str: ...  # the partner's name for staff

    def reason_words(self, code: str) -> str: ...  # why an event was ignored, "" for a code that is not this app's

    def account_names(self, account_ids: Sequence[str]) -> Mapping[str, str]: ...

    def addresses(self) -> Sequence[tuple[str, str]]: ...  # account and where its webhooks come in, or why they cannot


_inbound_desks: dict[str, InboundDesk] = {}


def register_inbound_desk(partner: str, desk: InboundDesk) -> None:
    _inbound_desks[partner] = desk


def inbound_desk(partner: str) -> InboundDesk | None:
    return _inbound_desks.get(partner)


def inbound_desks() -> Iterable[InboundDesk]:
    return _inbound_desks.values()


EventReader = Callable[[Sequence[Event]], Mapping[int, str]]
_event_readers: dict[str, EventReader] = {}


def register_event_reader(subject_type: str, read: EventReader) -> None:
    """`read` is called once a page with the events about one kind of object; it gives sentences by the event's key."""
    _event_readers[subject_type] = read


def event_reader(subject_type: str) -> EventReader | None:
    return _event_readers.get(subject_type)


_desks: dict[str, RunDesk] = {}


def register_desk(partner: str, desk: RunDesk) -> None:
    _desks[partner] = desk


def desk_of(partner: str) -> RunDesk | None:
    """The desk for that partner's runs, None where no installed app claims the partner."""
    return _desks.get(partner)


def desks() -> Iterable[tuple[str, RunDesk]]:
    return _desks.items()
