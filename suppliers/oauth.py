"""Authorising an account: `GET /api/<supplier>/oauth/connect?account=<pk>` sends a person to the supplier, which sends
them back to `/api/<supplier>/oauth/callback` with a code.

Plain views for people with a session. What is wrong is said on a page, with 400 and nothing stored; the only way on is
to pages of our own, whatever the address says.
"""

import ipaddress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import oauth_state
from core.errors import HubError, OutcomeUnknown, Retryable
from core.oauth_state import Asker, StateRefused
from suppliers.actions import authorising
from suppliers.interface import Capability
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class, slugs

PERMISSION = "suppliers.change_supplieraccount"
MOST_CHARACTERS = 200


class NoPublicAddress(HubError):  # noqa: N818 - says what is wrong
    """The supplier cannot be told where to send the person back to."""


@never_cache
@require_GET
def connect(request: HttpRequest, supplier: str) -> HttpResponse:
    """Sends the person to the supplier's consent page."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    _require(request.user, supplier)
    account = _account(supplier, request.GET.get("account", ""))
    try:
        url = authorising.begin(account, _asker(request), redirect_uri(request, supplier))
    except HubError as error:
        return _refused(request, str(error), account)
    return HttpResponseRedirect(url)


@never_cache
@require_GET
def callback(request: HttpRequest, supplier: str) -> HttpResponse:
    """Takes the answer: the state first, then what the supplier says, then the code."""
    _require(request.user, supplier)
    try:
        account = _account(supplier, oauth_state.redeem(request.GET.get("state", ""), supplier, _asker(request)))
    except StateRefused as error:
        return _refused(request, str(error))
    said = request.GET.get("error_description") or request.GET.get("error")
    if said is not None:
        shown = said[:MOST_CHARACTERS]
        return _refused(request, _("The supplier did not give access: %(said)s") % {"said": shown}, account)
    code = request.GET.get("code", "")
    if not code:
        return _refused(request, _("The supplier sent no code."), account)
    try:
        authorising.finish(account, code, request.user.get_username())
    except HubError as error:
        is_theirs = isinstance(error, Retryable | OutcomeUnknown)
        return _refused(request, str(error), account, status=502 if is_theirs else 400)
    messages.success(request, _("%(account)s is authorised.") % {"account": account})
    return HttpResponseRedirect(_page_of(account))


def redirect_uri(request: HttpRequest, supplier: str) -> str:
    """The callback's address as the supplier knows it. Raises NoPublicAddress.

    From PUBLIC_URL: the Host header of a request is a stranger's word, except on this machine itself.
    """
    below = reverse(f"oauth-callback-{supplier}")
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{below}"
    if not _is_loopback(request.get_host()):
        raise NoPublicAddress(_("The hub does not know its public address: set PUBLIC_URL."))
    return request.build_absolute_uri(below)


def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _require(user: User | AnonymousUser, supplier: str) -> None:
    if not (user.is_active and user.is_staff and user.has_perm(PERMISSION)):
        raise PermissionDenied
    if Capability.OAUTH not in adapter_class(supplier).capabilities:
        raise Http404


def _account(supplier: str, pk: str) -> SupplierAccount:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):  # noqa: PLR2004 - what a 64-bit key may hold
        raise Http404
    account = SupplierAccount.objects.filter(pk=int(pk), supplier=supplier, is_active=True).first()
    if account is None:
        raise Http404
    return account


def _asker(request: HttpRequest) -> Asker:
    return Asker(str(request.user.pk), request.session.session_key or "")


def _refused(
    request: HttpRequest, words: str, account: SupplierAccount | None = None, status: int = 400
) -> HttpResponse:
    back = _page_of(account) if account else reverse("admin:index")
    return render(request, "suppliers/oauth_refused.html", {"words": words, "back": back}, status=status)


def _page_of(account: SupplierAccount) -> str:
    try:
        return reverse("admin:suppliers_supplieraccount_change", args=[account.pk])
    except NoReverseMatch:  # an installation whose console does not show suppliers
        return reverse("admin:index")


def addresses() -> list[URLPattern]:
    """Two literal addresses a supplier; those that ask for no consent answer 404."""
    return [
        pattern
        for slug in slugs()
        for pattern in (
            path(f"api/{slug}/oauth/connect", connect, {"supplier": slug}, name=f"oauth-connect-{slug}"),
            path(f"api/{slug}/oauth/callback", callback, {"supplier": slug}, name=f"oauth-callback-{slug}"),
        )
    ]
