"""From raw items to plans: what is unchanged, what is new, what differs, what cannot be taken. Reads, never writes."""

from collections.abc import Sequence

import msgspec

from inventory.source.interface import ItemProblem, ItemReader, SourceProduct
from inventory.sync.category_links import CategoryLinks
from inventory.sync.diff import plan_known
from inventory.sync.fingerprints import Fingerprint
from inventory.sync.rows import Batch, CurrentProduct, Issue, ItemPlan, Known, NewProduct
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import CatalogueStorage

_REQUIRED_OF_NEW = frozenset({"price_missing", "name_missing"})


class _Candidate(msgspec.Struct, gc=False):
    """An item whose hash is not the stored one."""

    external_id: str
    raw: bytes
    fingerprint: bytes
    known: Known | None
    product: SourceProduct | None = None
    problems: Sequence[ItemProblem] = ()
    is_repeat: bool = False  # the run has seen this item before
    plan: ItemPlan | None = None


class Planner:
    """Plans items of one run. `seen` is shared with the run's end, which asks it what is missing."""

    def __init__(
        self,
        source: ItemReader,
        storage: CatalogueStorage,
        fingerprint: Fingerprint,
        links: CategoryLinks,
        seen: SeenKeys,
        *,
        is_full: bool = False,
    ) -> None:
        self._source = source
        self._storage = storage
        self._fingerprint = fingerprint
        self._links = links
        self._seen = seen
        self._is_full = is_full
        # A catalogue that was empty when the run began has no item that could have been renumbered.
        self._watches_skus = not storage.is_empty()

    def plan(
        self,
        raws: Sequence[bytes | msgspec.Raw],
        ids: Sequence[str | None],
        batch: Batch,
        *,
        allow_renumbered: bool = False,
    ) -> None:
        """Add what these items lead to to `batch`. None of them may be in a batch that is not committed yet."""
        fingerprint, is_full = self._fingerprint, self._is_full
        known = self._storage.lookup([i for i in ids if i is not None])
        candidates: list[_Candidate] = []
        same: list[int] = []
        for raw, external_id in zip(raws, ids, strict=True):
            if external_id is None:
                self._refuse_keyless(raw, batch)
                continue
            row = known.get(external_id)
            digest = fingerprint(raw)
            if row is not None and row[1] == digest and not is_full:
                same.append(row[0])
            else:
                candidates.append(_Candidate(external_id, bytes(raw), digest, Known(*row) if row else None))
        confirmed = self._seen.add_new(same)
        batch.seen += confirmed
        batch.count("total", len(raws))
        batch.count("unchanged", len(confirmed))
        batch.count("skipped", len(same) - len(confirmed))
        if candidates:
            self._plan_candidates(candidates, batch, allow_renumbered=allow_renumbered)

    def _plan_candidates(self, candidates: list[_Candidate], batch: Batch, *, allow_renumbered: bool) -> None:
        for candidate in candidates:
            candidate.product, candidate.problems = self._source.read_product(candidate.raw)
        candidates = self._newest_of_each(candidates, batch)
        keys = [c.known.product_id for c in candidates if c.known is not None]
        current = self._storage.current(keys) if keys else {}
        renumbered = {} if allow_renumbered else self._renumbered(candidates)
        for candidate in candidates:
            if candidate.known is None:
                self._plan_new(candidate, renumbered.get(candidate.external_id, ""), batch)
            elif candidate.known.product_id in current:
                self._plan_known(candidate, current[candidate.known.product_id], batch)

    def _newest_of_each(self, candidates: list[_Candidate], batch: Batch) -> list[_Candidate]:
        """One candidate an id: of several the readable one with the newest `updated_at`, the later one at a tie."""
        by_id: dict[str, _Candidate] = {}
        for candidate in candidates:
            other = by_id.get(candidate.external_id)
            if other is None:
                by_id[candidate.external_id] = candidate
                continue
            batch.count("skipped")
            if _is_newer(candidate.product, _stamp(other.product)):
                by_id[candidate.external_id] = candidate
        return list(by_id.values())

    def _renumbered(self, candidates: list[_Candidate]) -> dict[str, str]:
        """New items whose SKU belongs to a known item that this run has not seen (yet): their id -> that item's id."""
        if not self._watches_skus:
            return {}
        skus = {c.external_id: c.product.sku for c in candidates if c.known is None and c.product and c.product.sku}
        owners = self._storage.sku_owners(list(skus.values())) if skus else {}
        found: dict[str, str] = {}
        for external_id, sku in skus.items():
            for owner, product_id in owners.get(sku, ()):
                if product_id not in self._seen:
                    found[external_id] = owner
        return found

    def _plan_new(self, candidate: _Candidate, former_id: str, batch: Batch) -> None:
        product = candidate.product
        if product is None or product.price is None or not product.title:
            self._refuse(candidate, batch)
            return
        if former_id:
            issue = {"sku": product.sku, "other": former_id}
            batch.issues.append(Issue("error", candidate.external_id, "sku", "renumbered", issue, candidate.raw))
            batch.plans.append(ItemPlan(candidate.external_id, candidate.raw, "errors"))
            return
        category_id, unlinked = self._links.resolve(product.category_external_id, product.category_name)
        new = NewProduct(product, candidate.raw, candidate.fingerprint, category_id, unlinked)
        batch.plans.append(ItemPlan(candidate.external_id, candidate.raw, "created", new=new))
        self._remark(candidate, unlinked, batch)

    def _plan_known(self, candidate: _Candidate, current: CurrentProduct, batch: Batch) -> None:
        is_repeat = not self._seen.add(current.product_id)
        if not is_repeat:
            batch.seen.append(current.product_id)
        product = candidate.product
        if product is None:
            self._refuse(candidate, batch, current.product_id, is_repeat=is_repeat)
            return
        if is_repeat and not _is_newer(product, self._stamp_of(current)):
            batch.count("skipped")
            return
        category_id, unlinked = self._links.resolve(product.category_external_id, product.category_name)
        plan = plan_known(current, product, candidate.raw, candidate.fingerprint, (category_id, unlinked))
        if is_repeat:
            plan.outcome = "skipped"
            plan.staged = [change._replace(counts_item=False) for change in plan.staged]
        batch.plans.append(plan)
        self._remark(candidate, unlinked, batch)

    def _stamp_of(self, current: CurrentProduct) -> str:
        return _stamp(self._source.read_product(current.source_data)[0]) if current.source_data else ""

    def _refuse(self, candidate: _Candidate, batch: Batch, product_id: int = 0, *, is_repeat: bool = False) -> None:
        """The item cannot be taken: one issue for each cause, counted once."""
        for problem in candidate.problems:
            if problem.severity == "error" or problem.code in _REQUIRED_OF_NEW:
                batch.issues.append(_issue(problem, "error", candidate.external_id, candidate.raw))
        outcome = "skipped" if is_repeat else "errors"
        batch.plans.append(ItemPlan(candidate.external_id, candidate.raw, outcome, product_id=product_id))

    def _refuse_keyless(self, raw: bytes | msgspec.Raw, batch: Batch) -> None:
        _, problems = self._source.read_product(raw)
        errors = [p for p in problems if p.severity == "error"]
        problem = errors[0] if errors else ItemProblem("", "id", "id_missing", {}, "error")
        batch.issues.append(_issue(problem, "error", "", bytes(raw)))
        batch.count("errors")
        batch.count("keyless")

    def _remark(self, candidate: _Candidate, unlinked: str, batch: Batch) -> None:
        for problem in candidate.problems:
            batch.issues.append(_issue(problem, "warning", candidate.external_id, b""))
        if unlinked:
            values = {"category": unlinked.removeprefix("=")}
            batch.issues.append(Issue("warning", candidate.external_id, "category", "category_unknown", values, b""))


def _issue(problem: ItemProblem, severity: str, external_id: str, raw: bytes) -> Issue:
    return Issue(severity, external_id, problem.field, problem.code, dict(problem.values), raw)


def _stamp(product: SourceProduct | None) -> str:
    return product.updated_at if product is not None else ""


def _is_newer(product: SourceProduct | None, than: str) -> bool:
    """Whether the service changed it later than `than` (its own ISO stamps; the later arrival wins a tie)."""
    return product is not None and product.updated_at >= than
