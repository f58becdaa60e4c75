"""Webhooks as they came in: what became of each, why, and processing them once more."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from core import inbox
from core.admin.badges import BAD, GOOD, QUIET, WAITING, WARNING, badge, clock, duration, grouped, when
from core.admin.base import ReadOnlyAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.admin.values_filter import IndexedValuesFilter
from core.console import inbound_desk, inbound_desks
from core.models import InboundEvent
from core.redaction import redact_text

State = InboundEvent.State
LOOKS = {
    State.RECEIVED: ("hourglass_empty", WAITING),
    State.DONE: ("check_circle", GOOD),
    State.IGNORED: ("do_not_disturb_on", QUIET),
    State.DEAD: ("dangerous", BAD),
}
REASONS: dict[str, Any] = {
    inbox.NO_HANDLER: gettext_lazy("This kind is not known to the hub. It is kept and can be replayed later."),
    inbox.UNREADABLE: gettext_lazy("The body is not what the partner's contract promises."),
    inbox.REFUSED: gettext_lazy("The partner refused the call that this webhook led to."),
    inbox.GAVE_UP: gettext_lazy("All attempts failed."),
    inbox.JOB_LOST: gettext_lazy("Its job was given up before it was done."),
}
AT_ONCE = 1_000
BODY_CHARACTERS = 64_000
SINCE: dict[str, tuple[Any, timedelta | None]] = {
    "hour": (gettext_lazy("the last hour"), timedelta(hours=1)),
    "day": (gettext_lazy("the last 24 hours"), timedelta(days=1)),
    "week": (gettext_lazy("the last 7 days"), timedelta(days=7)),
    "all": (gettext_lazy("the beginning"), None),
}


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnlyAdmin):
    list_display = ["received", "partner_name", "kind", "event_id", "state_now", "why", "took", "subject", "repeated"]
    list_filter = [
        "state",
        ("partner", IndexedValuesFilter),
        ("topic", IndexedValuesFilter),
        ("reason", IndexedValuesFilter),
        ("received_at", admin.DateFieldListFilter),
    ]
    list_before_template = "console/inbound_before.html"
    search_fields = ["dedupe_key__exact", "aggregate_key__startswith"]
    search_help_text = gettext_lazy("Search by event id or object")
    ordering = ["-received_at", "-pk"]
    sortable_by = ["received"]
    actions = ["replay_selected"]
    empty_title = gettext_lazy("No webhook yet")
    empty_text = gettext_lazy(
        "What partners push to the hub is written down here. They reach it only at a public https address "
        "(PUBLIC_URL) that was set at the partner; until then the hub asks by itself, on schedule."
    )
    empty_icon = "webhook"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("partner_name", "topic", "state_now"),
                    ("received_at", "partner_time", "processed_at"),
                    ("dedupe_key", "aggregate_key"),
                    ("attempts", "repeats"),
                ]
            },
        ),
        (gettext_lazy("Outcome"), {"fields": ["why", "error", "result"]}),
        (gettext_lazy("As received"), {"fields": ["headers", "body"]}),
    ]
    readonly_fields = ["partner_name", "state_now", "why", "body"]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.change_inboundevent"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundEvent]:
        return super().get_queryset(request).defer("raw")

    def get_fieldsets(self, request: HttpRequest, obj: InboundEvent | None = None) -> Any:
        """Without the body for those who may not read it: it may name a customer."""
        if request.user.has_perm("core.view_inboundevent_body"):
            return self.fieldsets
        return self.fieldsets[:-1]

    def load_page(self, rows: Sequence[InboundEvent]) -> None:
        names: dict[str, dict[str, str]] = {}
        for partner in {event.partner for event in rows}:
            desk = inbound_desk(partner)
            ids = sorted({event.account_id for event in rows if event.partner == partner})
            names[partner] = dict(desk.account_names(ids)) if desk else {}
        for event in rows:
            event.account_name = names[event.partner].get(event.account_id, "")  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Received"), ordering="received_at")
    def received(self, event: InboundEvent) -> str:
        return when(event.received_at)

    @display(description=gettext_lazy("Partner"))
    def partner_name(self, event: InboundEvent) -> str:
        if not hasattr(event, "account_name"):
            self.load_page([event])
        desk = inbound_desk(event.partner)
        account = getattr(event, "account_name", "") or event.account_id
        return f"{desk.title if desk else event.partner} · {account}" if account else event.partner

    @display(description=gettext_lazy("Kind"))
    def kind(self, event: InboundEvent) -> str:
        return event.topic or "–"

    @display(description=gettext_lazy("Event id"))
    def event_id(self, event: InboundEvent) -> str:
        return format_html('<span class="console-cut console-cut--short" title="{0}">{0}</span>', event.dedupe_key)

    @display(description=gettext_lazy("State"), ordering="state")
    def state_now(self, event: InboundEvent) -> str:
        icon, tone = LOOKS[State(event.state)]
        if event.state == State.RECEIVED and event.attempts:
            tone = WARNING
        tooltip = "\n".join(part for part in (clock(event.processed_at), event.error) if part)
        return badge(event.get_state_display(), icon=icon, tone=tone, tooltip=tooltip)

    @display(description=gettext_lazy("Reason"))
    def why(self, event: InboundEvent) -> str:
        return reason_words(event) or "–"

    @display(description=gettext_lazy("Took"))
    def took(self, event: InboundEvent) -> str:
        """From the door to the end of its processing."""
        if event.processed_at is None:
            return "–"
        return duration((event.processed_at - event.received_at).total_seconds())

    @display(description=gettext_lazy("Object"))
    def subject(self, event: InboundEvent) -> str:
        return event.aggregate_key or "–"

    @display(description=gettext_lazy("Repeats"), ordering="repeats")
    def repeated(self, event: InboundEvent) -> str:
        return grouped(event.repeats) if event.repeats else "–"

    @display(description=gettext_lazy("Body"))
    def body(self, event: InboundEvent) -> str:
        """Escaped text, whatever it is: a body is never rendered. Secrets are taken out."""
        raw = bytes(event.raw)
        if not raw:
            return _("The body was purged after its days, or was empty.")
        text = raw[: BODY_CHARACTERS * 4].decode("utf-8", "backslashreplace")
        shown = redact_text(text[:BODY_CHARACTERS]).replace("\x00", "\\x00")
        cut = _("… cut; %(n)s bytes in all") % {"n": grouped(len(raw))} if len(text) > BODY_CHARACTERS else ""
        return format_html('<pre class="console-payload">{}</pre>{}', shown, cut)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        is_first = not InboundEvent.objects.exists()
        dead = InboundEvent.objects.filter(state=State.DEAD).exists()
        page = {
            "inbound_addresses": [line for desk in inbound_desks() for line in desk.addresses()] if is_first else [],
            "replay_links": replay_links() if dead and self.has_operate_permission(request) else [],
        }
        return super().changelist_view(request, {**(extra_context or {}), **page})

    def get_urls(self) -> list[Any]:
        replay = self.admin_site.admin_view(self.replay_dead)
        return [path("replay-dead/<slug:since>/", replay, name="core_inboundevent_replay_dead"), *super().get_urls()]

    @action(description=gettext_lazy("Replay"), permissions=["operate"])
    def replay_selected(self, request: HttpRequest, queryset: QuerySet[InboundEvent]) -> HttpResponse:
        chosen = queryset.filter(state__in=inbox.FINISHED).exclude(raw=b"").order_by("pk")
        keys = list(chosen.values_list("pk", flat=True)[:AT_ONCE])
        fields = [("action", "replay_selected"), *[("_selected_action", str(key)) for key in keys]]
        return self._replay(request, InboundEvent.objects.filter(pk__in=keys), fields)

    def replay_dead(self, request: HttpRequest, since: str) -> HttpResponse:
        """All dead ones since an hour, a day, a week ago, or ever."""
        if since not in SINCE:
            raise Http404
        span = SINCE[since][1]
        dead = (
            InboundEvent.objects.filter(state=State.DEAD) if span is None else inbox.dead_since(timezone.now() - span)
        )
        return self._replay(request, dead.exclude(raw=b""), [])

    def _replay(
        self, request: HttpRequest, events: QuerySet[InboundEvent], fields: list[tuple[str, str]]
    ) -> HttpResponse:
        require(self.has_operate_permission(request))
        back = reverse("admin:core_inboundevent_changelist")
        if is_confirmed(request):
            done = inbox.replay_all(events, username(request))
            words = ngettext("%(n)d webhook is processed again.", "%(n)d webhooks are processed again.", done)
            return report(request, words % {"n": done}, back)
        count = events.count()
        kinds = sorted(set(events.order_by().values_list("topic", flat=True)))
        return ask(
            request,
            self,
            Confirmation(
                title=_("Replay"),
                text=_("These webhooks are processed again, by a new job each. Nothing is done twice by that."),
                submit=_("Replay"),
                back=back,
                numbers=[(_("Webhooks"), grouped(count)), (_("Kinds"), ", ".join(kinds) or "–")],
                fields=fields,
                impossible=""
                if count
                else _("None of them can be replayed: they wait already, or their body is gone."),
            ),
        )


def reason_words(event: InboundEvent) -> str:
    """Why it ended as it did, "" where there is nothing to say."""
    if event.reason in REASONS:
        return str(REASONS[event.reason])
    desk = inbound_desk(event.partner)
    return (desk.reason_words(event.reason) if desk else "") or event.reason


def replay_links() -> list[dict[str, Any]]:
    return [
        {"url": reverse("admin:core_inboundevent_replay_dead", args=[code]), "words": words}
        for code, (words, _span) in SINCE.items()
    ]
