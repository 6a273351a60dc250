"""Compression of style sheets and scripts that were not compressed when collected."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class StaticCompressionMiddleware(GZipMiddleware):
    """Only for static files: a compressed page could leak what only one person may read."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL):
            return response
        answer = super().process_response(request, response)
        if answer.get("ETag", "").startswith("W/"):
            # WhiteNoise compares strong tags only; the date serves as well.
            del answer["ETag"]
        return answer
