"""Style sheets and scripts, compressed on the way where they were not when they were collected."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class StaticCompressionMiddleware(GZipMiddleware):
    """As the demonstration sends static files: as small as a server that collected them.

    Pages decide for themselves: some hold what only one person may read.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL):
            return response
        answer = super().process_response(request, response)
        if answer.get("ETag", "").startswith("W/"):
            # WhiteNoise knows the file by its strong one alone; its date tells as much.
            del answer["ETag"]
        return answer
