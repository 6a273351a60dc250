"""The newsroom's saved searches: saving, following, removing them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from claims.models import SavedSearch
from claims.notifications import saved_searches
from claims.site.frame import NEEDS_REPORTER, internal, reads_desk, show
from claims.site.search.request import SearchRequest
from newsroom.errors import Refused
from newsroom.models import User


@internal
def kept(request: HttpRequest) -> HttpResponse:
    found = SavedSearch.objects.filter(person=request.user.pk)
    searches = [
        (each, reverse("site:working-search" if each.of_working_claims else "site:search"))
        for each in found
    ]
    return show(request, "site/saved_searches.html", {"searches": searches})


@require_POST
@never_cache
def save(request: HttpRequest) -> HttpResponseRedirect:
    by = _person(request)
    inside = request.POST.get("inside") == "yes"
    search = SearchRequest.of(request.POST, inside=inside)
    try:
        name = request.POST.get("name", "") or search.q
        mailed = request.POST.get("mailed") == "yes" and not inside
        saved_searches.save(by, name[:60], search.query(), of_working_claims=inside, mailed=mailed)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The search is saved."))
    return redirect("site:saved-searches")


@require_POST
@never_cache
def change(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    by, what = _person(request), request.POST.get("what", "")
    try:
        if what == "remove":
            saved_searches.remove(pk, by)
        else:
            saved_searches.follow(pk, by, mailed=what == "follow")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("site:saved-searches")


# A mail program posts here without our cookie; the token names the search.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an e-mail. It asks first, because mail programs follow links to check them."""
    sentence = ""
    if request.method == "POST":
        try:
            found = saved_searches.stop(token)
            sentence = _("You will get no more e-mails about “%(name)s”.") % {"name": found.name}
        except Refused as refused:
            sentence = refused.sentence
    return show(request, "site/stop_emails.html", {"sentence": sentence})


def _person(request: HttpRequest) -> User:
    if not reads_desk(request) or not isinstance(request.user, User):
        raise PermissionDenied(str(NEEDS_REPORTER))
    return request.user
