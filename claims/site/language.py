"""The reader's language: a cookie; nothing else is stored about a reader. And the language of checks."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from claims.models import Publication
from nlp.language import is_english

LATEST = 50  # claims by which their language is judged


# Without a token, pages with this form can be cached. All that a forged request can do is change
# the language of the site.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponseRedirect:
    back, code = request.POST.get("next", ""), request.POST.get("language", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if not (allowed and back.startswith("/")):
        back = "/"
    response = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def other_than_the_page(text: str) -> str:
    """The language of our own words, "en", where it is English and the page is not; else empty."""
    page = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return "en" if page != "en" and is_english(text) else ""


def are_claims_mostly_english() -> bool:
    """Whether a reader of this page, which is in another language, finds most claims in English."""
    page = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    if page == "en":
        return False
    latest = Publication.objects.listed().order_by("-number")
    languages = list(latest.values_list("language", flat=True)[:LATEST])
    return languages.count("en") * 2 > len(languages)


def of_check(body: Mapping[str, Any]) -> str:
    """The same of what a body says in our words."""
    return other_than_the_page(f"{body.get('summary') or ''} {body.get('rationale') or ''}")
