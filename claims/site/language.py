"""The reader's language: a cookie, and nothing else is remembered."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


# Without a token a copy of the page may be kept; what somebody else could do by it is to change
# the language in which a page is read.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the language asked for, and back to the page."""
    back, code = request.POST.get("next", ""), request.POST.get("language", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if not (ours and back.startswith("/")):
        back = "/"
    answer = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer
