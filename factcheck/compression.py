"""Compression of style sheets and scripts that were not compressed when collected."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers


class StaticCompressionMiddleware(GZipMiddleware):
    """Only for static files: a compressed page could leak what only one person may read."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL):
            return response
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # Compressed nothing is twenty bytes, and this answer has no body.
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        answer = super().process_response(request, response)
        if answer.get("ETag", "").startswith("W/"):
            # WhiteNoise compares strong tags only; the date serves as well.
            del answer["ETag"]
        return answer
