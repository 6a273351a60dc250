"""How readers check what was published, and the file with which they do."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claims.site.frame import public, show
from newsroom import public_version

VERIFIER = settings.BASE_DIR / "tools" / "verify.py"
COMMAND = "python3 verify.py claim-12.json --kept kept/claim-12.json"


@public
def check(request: HttpRequest) -> HttpResponse:
    context = {"program": VERIFIER.name, "command": COMMAND}
    return show(request, "site/check.html", context)


@public
def verifier(request: HttpRequest) -> HttpResponse:
    """tools/verify.py as it is; another newsroom's site gives the same file."""
    public_version.depends_on_more()  # the file
    return HttpResponse(
        VERIFIER.read_bytes(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.py"'},
    )
