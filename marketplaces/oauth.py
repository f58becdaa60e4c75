"""Installing our app in a shop: `GET /api/<marketplace>/oauth/connect?account=<pk>` sends a person to the marketplace,
which sends them back to `/api/<marketplace>/oauth/callback`.

Plain views for people with a session. What is wrong is said on a page, with 400 and nothing stored; the only way on is
to pages of our own, whatever the address says. Who began it over the API (`marketplaces.api.authorising`) is sent on to
the page that was named there, with the answer untouched: that front end hands it in with its token.
"""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import oauth_state
from core.errors import HubError, OutcomeUnknown, Retryable
from core.oauth_state import Asker, StateRefused
from marketplaces.actions.shops import authorising
from marketplaces.actions.shops.callback_address import callback_address
from marketplaces.interface import Capability
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, slugs

PERMISSION = "marketplaces.connect_marketplaceaccount"
MOST_CHARACTERS = 200
MOST_NEXT = 500
_NEXT = "marketplaces_oauth_next"  # in the session: the marketplace gives back the state and nothing else of ours


@never_cache
@require_GET
def connect(request: HttpRequest, marketplace: str) -> HttpResponse:
    """Sends the person to the marketplace's consent page. `next` is where they go afterwards, an address of ours."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    _require(request.user, marketplace)
    account = _account(marketplace, request.GET.get("account", ""))
    try:
        url = authorising.begin(account, _asker(request), callback_address(request, marketplace))
    except HubError as error:
        return _refused(request, str(error), account)
    request.session[_NEXT] = {str(account.pk): request.GET.get("next", "")[:MOST_NEXT]}
    return HttpResponseRedirect(url)


@never_cache
@require_GET
def callback(request: HttpRequest, marketplace: str) -> HttpResponse:
    """Takes the answer: the state first, then what the marketplace says, then the code."""
    if front_end := oauth_state.returns_to(request.GET.get("state", ""), marketplace):
        return HttpResponseRedirect(f"{front_end}?{request.META['QUERY_STRING']}")
    _require(request.user, marketplace)
    try:
        found = oauth_state.redeem(request.GET.get("state", ""), marketplace, _asker(request))
    except StateRefused as error:
        return _refused(request, str(error))
    account = _account(marketplace, found)
    said = request.GET.get("error_description") or request.GET.get("error")
    if said is not None:
        shown = said[:MOST_CHARACTERS]
        return _refused(request, _("The marketplace did not give access: %(said)s") % {"said": shown}, account)
    if not request.GET.get("code"):
        return _refused(request, _("The marketplace sent no code."), account)
    by = request.user.get_username()
    try:
        authorising.finish(account, request.GET.dict(), callback_address(request, marketplace), by)
    except HubError as error:
        is_theirs = isinstance(error, Retryable | OutcomeUnknown)
        return _refused(request, str(error), account, status=502 if is_theirs else 400)
    messages.success(request, _("%(account)s is connected.") % {"account": account})
    return HttpResponseRedirect(_next(request, account))


def _require(user: User | AnonymousUser, marketplace: str) -> None:
    if not (user.is_active and user.is_staff and user.has_perm(PERMISSION)):
        raise PermissionDenied
    if Capability.OAUTH not in adapter_class(marketplace).capabilities:
        raise Http404


def _account(marketplace: str, pk: str) -> MarketplaceAccount:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):  # noqa: PLR2004 - what a 64-bit key may hold
        raise Http404
    account = MarketplaceAccount.objects.filter(pk=int(pk), marketplace=marketplace, is_active=True).first()
    if account is None:
        raise Http404
    return account


def _asker(request: HttpRequest) -> Asker:
    return Asker(str(request.user.pk), request.session.session_key or "")


def _next(request: HttpRequest, account: MarketplaceAccount) -> str:
    """Where the person wanted to go, if that is an address of this very host; else the shop's page."""
    kept = request.session.pop(_NEXT, {})
    wanted = kept.get(str(account.pk), "") if isinstance(kept, dict) else ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else _page_of(account)


def _refused(
    request: HttpRequest, words: str, account: MarketplaceAccount | None = None, status: int = 400
) -> HttpResponse:
    back = _page_of(account) if account else reverse("admin:index")
    return render(request, "marketplaces/oauth_refused.html", {"words": words, "back": back}, status=status)


def _page_of(account: MarketplaceAccount) -> str:
    try:
        return reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk])
    except NoReverseMatch:  # an installation whose console does not show shops
        return reverse("admin:index")


def addresses() -> list[URLPattern]:
    """Two literal addresses a marketplace; those that ask for no consent answer 404."""
    return [
        pattern
        for slug in slugs()
        for pattern in (
            path(f"api/{slug}/oauth/connect", connect, {"marketplace": slug}, name=f"shop-oauth-connect-{slug}"),
            path(f"api/{slug}/oauth/callback", callback, {"marketplace": slug}, name=f"shop-oauth-callback-{slug}"),
        )
    ]
