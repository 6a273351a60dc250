"""Letters to readers about pages that they follow: subscribing, confirming, extending, stopping."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from claims.choices import SubscriptionKind
from claims.models import Publication, Subscription
from claims.notifications import sending_limits, subscriptions
from claims.notifications.saved_searches import FILTERS
from claims.search.filters import PublicClaimFilters
from claims.site import reader_forms
from claims.site.frame import show
from newsroom.errors import Refused
from newsroom.history import acting

PAGES = (
    SubscriptionKind.CLAIM,
    SubscriptionKind.SPEAKER,
    SubscriptionKind.TOPIC,
    SubscriptionKind.DOSSIER,
)
MOST_FROM_NETWORK = 20  # within a day


class FollowForm(reader_forms.ReaderForm):
    contact = reader_forms.email_field(gettext_lazy("Your e-mail address"), required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """A claim, speaker, topic or dossier."""
    if kind not in PAGES or (kind in ("claim", "speaker") and not _is_number(subject)):
        raise Http404
    return _follow(request, Subscription(kind=kind, subject=subject))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow_search(request: HttpRequest) -> HttpResponse:
    """A search, in the address as the search page has it."""
    given = [(name, value) for name, value in parse_qsl(request.META.get("QUERY_STRING", ""))]
    filters = {name: value for name, value in given if name in FILTERS and "\x00" not in value}
    query = urlencode(filters)
    if not filters or len(query) > subscriptions.LONGEST_SUBJECT:
        raise Http404
    if PublicClaimFilters.only(*filters)(filters, Publication.objects.listed()).errors:
        raise Http404
    return _follow(request, Subscription(kind=SubscriptionKind.SEARCH, subject=query))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19 and str(int(text)) == text


def _follow(request: HttpRequest, page: Subscription) -> HttpResponse:
    name = subscriptions.name_of(page) if settings.SENDS_EMAIL else ""
    if not name:
        raise Http404
    context: dict[str, Any] = {
        "name": name,
        "url": subscriptions.page_of(page),
        "back": subscriptions.page_of(page),
        "days": subscriptions.KEPT.days,
    }
    if "sent" in request.GET and request.method != "POST":
        return show(request, "site/follow_sent.html", context)
    form = FollowForm(request.POST or None, page=f"follow {page.kind} {page.subject}")
    if form.is_bound and form.is_valid():
        try:
            if not form.is_from_a_bot:
                _subscribe(request, page, form.cleaned_data["contact"])
            query = f"{page.subject}&sent" if page.kind == SubscriptionKind.SEARCH else "sent"
            return HttpResponseRedirect(f"{request.path}?{query}")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    if form.is_bound:
        form.renew_stamp()
    status = 400 if form.is_bound else 200
    return show(request, "site/follow.html", {**context, "form": form}, status=status)


def _subscribe(request: HttpRequest, page: Subscription, contact: str) -> None:
    with acting(None):
        key = sending_limits.hashed("following", reader_forms.sender(request))
        if sending_limits.count(key) >= MOST_FROM_NETWORK:
            raise Refused(
                _("That is as many as we take from one address in a day. Try again tomorrow."),
                rule="following_from_one_network",
            )
        language = get_language() or settings.LANGUAGE_CODE
        kind = SubscriptionKind(page.kind)
        subscriptions.subscribe(kind, page.subject, contact, language)


# Links in letters: a mail program posts without our cookie, and the token names the subscription.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letters(request: HttpRequest, what: str, token: str) -> HttpResponse:
    """It asks first, because mail programs follow links to check them."""
    if what not in subscriptions.LINKS:
        raise Http404
    context: dict[str, Any] = {"what": what, "days": subscriptions.KEPT.days}
    try:
        # Before it is deleted: the page says what it was about.
        found = subscriptions.read(what, token)
        context |= {"found": found, **_followed(found)}
        if request.method == "POST":
            {
                subscriptions.CONFIRM: subscriptions.confirm,
                subscriptions.RENEW: subscriptions.renew,
                subscriptions.STOP: subscriptions.stop,
            }[what](token)
            context["done"] = True
    except Refused as refused:
        context["refused"] = refused.sentence
    return show(request, "site/letters.html", context)


def _followed(found: Subscription | None) -> dict[str, str]:
    """What the letters are about, and its page if it has one that may still be read."""
    name = subscriptions.name_of(found) if found else ""
    has_page = found is not None and name and found.kind != SubscriptionKind.REQUEST
    return {"name": name, "url": subscriptions.page_of(found) if found and has_page else ""}
