"""The category pipeline: all items at once, created or updated first, linked to their parents second, in one transaction."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from core.history import Entry, record_many
from core.models import SyncChunk
from inventory.models import Category, ExternalCategory
from inventory.source.interface import CatalogueSource, ItemProblem, ItemReader, SourceCategory
from inventory.sync.category_links import link_waiting_products
from inventory.sync.fingerprints import Fingerprint, fingerprinter
from inventory.sync.progress import Progress
from inventory.sync.rows import Issue
from inventory.sync.runs import Lease
from inventory.sync.seen import pack
from inventory.sync.storage import catalogue_storage
from inventory.sync.storage.tables import insert_many, reserve_ids, update_many
from inventory.sync.tree import closing_edges, depths_and_positions

MAX_DEPTH = 32_767  # what the column holds

_CATEGORY = {
    "name": "text", "slug": "text", "description": "text", "parent_id": "int8", "image_url": "text", "is_active": "bool",
    "depth": "int2", "tree_position": "int4", "updated_at": "timestamptz",
}  # fmt: skip
_NEW_CATEGORY = {"id": "int8", **_CATEGORY, "created_at": "timestamptz"}
_EXTERNAL = {
    "parent_external_id": "text", "site_id": "text", "sync_status": "text", "synced_at": "timestamptz",
    "missing_since": "timestamptz", "fingerprint": "bytea", "source_data": "bytea",
}  # fmt: skip
_NEW_EXTERNAL = {"external_id": "text", "category_id": "int8", **_EXTERNAL}
_SHOWN = ("name", "description", "parent_id", "image_url", "is_active")


@dataclass(slots=True)
class Shelf:
    """A category of ours as it stands and as it shall be; `item` is what the service now says of it, if that is news."""

    pk: int
    external_id: str
    name: str
    slug: str
    description: str
    parent_id: int | None
    image_url: str
    is_active: bool
    depth: int
    tree_position: int
    parent_external_id: str = ""
    fingerprint: bytes = b""
    needs_look: bool = False
    was: tuple[Any, ...] = ()
    item: SourceCategory | None = None
    raw: bytes = b""
    digest: bytes = b""
    is_new: bool = False
    is_unreadable: bool = False

    def shown(self) -> tuple[Any, ...]:
        return (self.name, self.description, self.parent_id, self.image_url, self.is_active)

    def row(self) -> tuple[Any, ...]:
        return (*self.shown(), self.slug, self.depth, self.tree_position)


@dataclass(slots=True)
class Shelves:
    """Everything the pipeline works on, held in memory: a category list is small."""

    by_pk: dict[int, Shelf]
    by_external: dict[str, Shelf]
    slugs: set[str]
    seen: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"total": 0})

    def count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1


def read_and_write(lease: Lease, source: CatalogueSource, progress: Progress, *, dry_run: bool = False) -> Shelves:
    """Fetch the list and bring our tree in step with it, all or nothing. Raises InventoryAPIError, FencedOff."""
    raws = [bytes(raw) for raw in source.fetch_categories()]
    lease.run.calls += 1
    progress.total = len(raws)
    fingerprint = fingerprinter(source.mapper_version, settings.B2B_CURRENCY)
    if dry_run:
        shelves = load()
        plan(shelves, raws, source, fingerprint, is_full=lease.run.is_full, reserve=pretend_ids)
        return shelves
    with transaction.atomic():
        shelves = load()
        plan(shelves, raws, source, fingerprint, is_full=lease.run.is_full, reserve=real_ids)
        write(lease, shelves)
    for name, value in shelves.counts.items():
        if hasattr(lease.run, name):
            setattr(lease.run, name, value)
    lease.run.pages = 1
    if shelves.counts.get("created"):
        link_waiting_products(lease.run.pk)
    return shelves


def load() -> Shelves:
    """All categories of ours with what the service said of them, in one statement."""
    columns = ("pk", "external__external_id", "name", "slug", "description", "parent_id", "image_url", "is_active")
    more = ("depth", "tree_position", "external__parent_external_id", "external__fingerprint")
    state = ("external__sync_status", "external__missing_since")
    shelves = Shelves({}, {}, set())
    for row in Category.objects.order_by("pk").values_list(*columns, *more, *state).iterator(chunk_size=5000):
        *own, parent_external_id, fingerprint, status, missing = row
        own[1] = own[1] or ""
        shelf = Shelf(*own)
        shelf.parent_external_id, shelf.fingerprint = parent_external_id or "", bytes(fingerprint or b"")
        shelf.needs_look = bool(shelf.external_id) and (status != "synced" or missing is not None)
        shelf.was = shelf.row()
        shelves.by_pk[shelf.pk] = shelf
        shelves.slugs.add(shelf.slug)
        if shelf.external_id:
            shelves.by_external[shelf.external_id] = shelf
    return shelves


def plan(
    shelves: Shelves,
    raws: list[bytes],
    source: ItemReader,
    fingerprint: Fingerprint,
    *,
    is_full: bool,
    reserve: Any,
) -> None:
    """Work out what every category shall be. Changes `shelves` only."""
    changed: dict[str, tuple[SourceCategory, bytes, bytes]] = {}
    for raw in raws:
        _look_at(raw, shelves, changed, source, fingerprint, is_full=is_full)
    new = [external_id for external_id in changed if external_id not in shelves.by_external]
    ids = dict(zip(new, reserve(len(new)), strict=True)) if new else {}
    for external_id, (item, raw, digest) in changed.items():
        shelf = shelves.by_external.get(external_id) or _new_shelf(shelves, ids[external_id], item)
        shelf.item, shelf.raw, shelf.digest = item, raw, digest
        shelf.name, shelf.description = item.name, item.description
        shelf.image_url, shelf.is_active = item.image_url, item.is_active
        shelf.parent_external_id = item.parent_external_id
    _link(shelves, list(changed))
    _place(shelves)
    for external_id in changed:
        shelf = shelves.by_external[external_id]
        is_changed = shelf.was[:5] != shelf.shown() or shelf.needs_look
        shelves.count("created" if shelf.is_new else "updated" if is_changed else "unchanged")


def _look_at(
    raw: bytes,
    shelves: Shelves,
    changed: dict[str, Any],
    source: ItemReader,
    fingerprint: Fingerprint,
    *,
    is_full: bool,
) -> None:
    """One item of the list: unchanged, readable news, or an issue."""
    shelves.count("total")
    external_id, digest = source.item_id(raw), fingerprint(raw)
    if external_id is not None and external_id in shelves.seen:
        shelves.count("skipped")  # the same category twice: the later entry wins
        if external_id not in changed:
            return
    elif external_id is not None:
        shelves.seen.add(external_id)
        known = shelves.by_external.get(external_id)
        if known is not None and known.fingerprint == digest and not known.needs_look and not is_full:
            shelves.count("unchanged")
            return
    item, problems = source.read_category(raw)
    if item is None or external_id is None:
        _refuse(raw, external_id, problems, shelves)
        return
    changed[external_id] = (item, raw, digest)
    for problem in problems:
        _warn(shelves, external_id, problem.field, problem.code, dict(problem.values))


def _refuse(raw: bytes, external_id: str | None, problems: list[ItemProblem], shelves: Shelves) -> None:
    shelves.count("errors")
    if external_id is None:
        shelves.count("keyless")
    elif external_id in shelves.by_external:
        shelves.by_external[external_id].is_unreadable = True
    errors = [p for p in problems if p.severity == "error"] or [ItemProblem("", "id", "id_missing")]
    for problem in errors:
        issue = Issue("error", external_id or "", problem.field, problem.code, dict(problem.values), raw)
        shelves.issues.append(issue)


def _warn(shelves: Shelves, external_id: str, name: str, code: str, values: dict[str, Any]) -> None:
    shelves.issues.append(Issue("warning", external_id, name, code, values, b""))
    shelves.count("warnings")


def _new_shelf(shelves: Shelves, pk: int, item: SourceCategory) -> Shelf:
    slug = _free_slug(shelves.slugs, item)
    shelf = Shelf(pk, item.external_id, item.name, slug, "", None, "", item.is_active, 0, 0, is_new=True)
    shelves.by_pk[pk] = shelf
    shelves.by_external[item.external_id] = shelf
    return shelf


def _free_slug(taken: set[str], item: SourceCategory) -> str:
    """A slug that no category has; it stays for good, since addresses are made of it."""
    base = slugify(item.slug or item.name)[:260] or f"category-{slugify(item.external_id) or 'x'}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


def _link(shelves: Shelves, changed: list[str]) -> None:
    """Second pass: parents of all that is new or changed, and of those that waited for one of these."""
    for external_id in changed:
        shelf = shelves.by_external[external_id]
        parent = shelves.by_external.get(shelf.parent_external_id) if shelf.parent_external_id else None
        shelf.parent_id = parent.pk if parent else None
        if shelf.parent_external_id and parent is None:
            values = {"parent": shelf.parent_external_id}
            _warn(shelves, external_id, "parent", "parent_unknown", values)
    news = set(changed)
    waiting: list[str] = []
    for external_id, shelf in shelves.by_external.items():
        if external_id not in news and shelf.parent_id is None and shelf.parent_external_id in news:
            shelf.parent_id = shelves.by_external[shelf.parent_external_id].pk
            waiting.append(external_id)
    parents = {pk: shelf.parent_id for pk, shelf in shelves.by_pk.items()}
    breakable = [shelves.by_external[external_id].pk for external_id in [*waiting, *changed]]
    for pk in closing_edges(parents, breakable):
        shelf = shelves.by_pk[pk]
        shelf.parent_id = None
        values = {"parent": shelf.parent_external_id}
        _warn(shelves, shelf.external_id, "parent", "parent_loop", values)


def _place(shelves: Shelves) -> None:
    parents = {pk: shelf.parent_id for pk, shelf in shelves.by_pk.items()}
    names = {pk: (shelf.name.casefold(), pk) for pk, shelf in shelves.by_pk.items()}
    for pk, (depth, position) in depths_and_positions(parents, names).items():
        shelves.by_pk[pk].depth = min(depth, MAX_DEPTH)
        shelves.by_pk[pk].tree_position = position


def write(lease: Lease, shelves: Shelves) -> None:
    """Carry out what was planned, with the chunk's row, in the caller's transaction."""
    now = timezone.now()
    _write_categories(shelves, now)
    _write_externals(shelves, now)
    events = [
        Entry(Category(pk=s.pk), "category.updated", _differences(s))
        for s in shelves.by_pk.values()
        if not s.is_new and s.was[:5] != s.shown()
    ]
    if events:
        record_many(events, by="sync", run_id=lease.run.pk)
    if shelves.issues:
        catalogue_storage().write_issues(shelves.issues, lease.run.pk, now)
    seen = [shelf.pk for external_id in shelves.seen if (shelf := shelves.by_external.get(external_id))]
    SyncChunk.objects.create(run=lease.run, first_page=1, page_count=1, counts=shelves.counts, seen=pack(seen))
    lease.checkpoint(shelves.counts, 1)


def _differences(shelf: Shelf) -> dict[str, list[Any]]:
    pairs = zip(_SHOWN, shelf.was[:5], shelf.shown(), strict=True)
    return {name: [old, new] for name, old, new in pairs if old != new}


def _write_categories(shelves: Shelves, now: Any) -> None:
    new = [s for s in shelves.by_pk.values() if s.is_new]
    insert_many("inventory_category", _NEW_CATEGORY, [(s.pk, *_category_values(s, now), _moment(now)) for s in new])
    moved = [s for s in shelves.by_pk.values() if not s.is_new and s.was != s.row()]
    update_many("inventory_category", "id", _CATEGORY, [(s.pk, *_category_values(s, now)) for s in moved])


def _category_values(s: Shelf, now: Any) -> tuple[Any, ...]:
    head = (s.name, s.slug, s.description, s.parent_id, s.image_url, s.is_active)
    return (*head, s.depth, s.tree_position, _moment(now))


def _write_externals(shelves: Shelves, now: Any) -> None:
    told = [s for s in shelves.by_pk.values() if s.item is not None]
    rows = [(s, _external_values(s, now)) for s in told]
    new = [(s.external_id, s.pk, *values) for s, values in rows if s.is_new]
    insert_many("inventory_externalcategory", _NEW_EXTERNAL, new)
    known = [(s.pk, *values) for s, values in rows if not s.is_new]
    update_many("inventory_externalcategory", "category_id", _EXTERNAL, known)
    unreadable = [s.pk for s in shelves.by_pk.values() if s.is_unreadable]
    if unreadable:
        rows_in_error = ExternalCategory._base_manager.filter(category_id__in=unreadable).exclude(
            sync_status="error", missing_since=None
        )
        rows_in_error.update(sync_status="error", missing_since=None, synced_at=now)


def _external_values(s: Shelf, now: Any) -> tuple[Any, ...]:
    site = s.item.site_id if s.item else ""
    return (s.parent_external_id, site, "synced", _moment(now), None, s.digest, s.raw)


def _moment(now: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(now)


def real_ids(count: int) -> list[int]:
    return reserve_ids("inventory_category", count)


def pretend_ids(count: int) -> list[int]:
    return [-number for number in range(1, count + 1)]
