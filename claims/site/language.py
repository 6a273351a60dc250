"""The reader's language: a cookie; nothing else is stored about a reader."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


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
