"""How readers check what was published, and the file with which they do."""

import json
from contextlib import suppress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims.formats import json_objects
from claims.models import Epoch, Publication
from claims.presentation import log_stamps
from claims.publication.addresses import address
from claims.site.frame import public, show, takes
from claims.transparency.log import (
    KEY,
    Log,
    NotLogged,
    last_log,
    open_all,
    open_files,
    reading,
    within,
)
from newsroom import public_version
from newsroom.cors import any_origin
from newsroom.time_stamps import authorities

VERIFIER = settings.BASE_DIR / "tools" / "verify.py"
SAVED = "claim-12-publication-7.json"  # as a claim's page names a copy
POLICY_FILE = "policy.txt"
# By system: how its terminal goes to the downloads, and how it starts Python.
SYSTEMS = {
    "Windows": (r"cd $HOME\Downloads", "py"),
    "macOS, Linux": ("cd ~/Downloads", "python3"),
}


@public
def check(request: HttpRequest) -> HttpResponse:
    public_version.depends_on_more()  # the log's files
    policy = _policy()
    context = {
        "program": VERIFIER.name,
        "commands": [(name, _commands(*of, policy)) for name, of in SYSTEMS.items()],
        "policy": policy,
        "lost": Epoch.objects.lost(),
        "witnesses": "\nwitness " in policy,
        "stamps": log_stamps.of_the_log(),
        "stamps_url": _of_the_log("stamps"),
        "claim_page": address("page", 0),
        "checkpoint_url": _of_the_log("checkpoint"),
    }
    return show(request, "site/check.html", context)


def _of_the_log(name: str) -> str:
    """An address of the present log; one that goes on after a restore has its number in it."""
    with reading():
        files = open_all()
        number = last_log(files) if files else 1
    return reverse(f"log:{name}", kwargs={"log": number} if number > 1 else {})


def _commands(go: str, python: str, policy: str) -> str:
    """What a reader types: the package for signatures, then the check."""
    check = f"{python} {VERIFIER.name} {SAVED} --kept kept/{SAVED}"
    if policy:
        check += f" --policy {POLICY_FILE}"
    return "\n".join([go, f"{python} -m pip install cryptography", check])


@public
def keys(request: HttpRequest) -> HttpResponse:
    """The keys as a file that the program takes as its policy."""
    public_version.depends_on_more()  # the log's files
    policy = _policy()
    if not policy:
        raise Http404
    return HttpResponse(
        policy,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{POLICY_FILE}"'},
    )


def _policy() -> str:
    """The keys of our logs, the present one first, and their witnesses, as readers' programs take them; empty: there is no log.

    Raises LogUnreadable.
    """
    files = open_all()
    if files is None:
        return ""
    logs = []
    with reading():
        for each in range(last_log(files), 0, -1):
            # A log may never have begun, where another epoch was opened before the signer looked.
            with suppress(FileNotFoundError):
                logs.append(f"log {within(files, each).read(KEY).decode()}")
    if not logs:
        return ""
    witnesses = settings.SIGNED_LOG_POLICY
    with reading():
        policy = witnesses.read_text(encoding="utf-8") if witnesses else "quorum none\n"
    return "".join([*logs, policy, *(each.in_policy() for each in authorities())])


@any_origin
@public
@takes()
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reader keeps of a claim: its API object and, once it is in the log, the proof."""
    public_version.depends_on_more()  # the log's files
    row = Publication.objects.readable().filter(claim=pk).served().first()
    if row is None:
        raise Http404
    claim = json_objects.published(row, address("claim", pk))
    try:
        with reading():
            files = open_files()
            proof = Log(files).proof(row.number, row.sha256).as_text() if files else ""
    except NotLogged:
        proof = ""
    content = f'{{"publication":{claim},"proof":{json.dumps(proof)}}}' if proof else claim
    return HttpResponse(content, content_type="application/json")


@public
def verifier(request: HttpRequest) -> HttpResponse:
    """tools/verify.py as it is; another newsroom's site gives the same file."""
    public_version.depends_on_more()  # the file
    return HttpResponse(
        VERIFIER.read_bytes(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.py"'},
    )
