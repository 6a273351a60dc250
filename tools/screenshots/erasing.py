"""Erasing at the desk: the form of the search, what it found, the request, the approval, and what was erased."""

from claims.models import Claim, Erasure
from claims.workflow import erasure_runs, erasure_searches
from newsroom.models import Approval, User
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import list_of, url_of
from tests.claims.workflow.test_erasures import looked
from tools.screenshots.camera import Shot


def shots() -> list[Shot]:
    editor, senior = (User.objects.get(username=name) for name in ("editor", "senior"))
    zora, _claim = _quoted("Zora Quillfeather")
    waits = _requested(_quoted("Osric Lanternjaw")[0], editor)
    person, claim = _quoted("Ulla Marrowbone")
    run = erasure_runs.approve(_requested(person, editor).pk, senior)
    erasure_runs.run(run.pk)
    erasure = Erasure.objects.latest("pk")
    found = looked(zora, editor)
    return [
        Shot("search", url_of(zora, "erase"), editor),
        Shot("found", url_of(found), editor),
        Shot("request", url_of(found, "request"), editor),
        Shot("approval", url_of(waits), senior),
        Shot("approval-approved", url_of(run.approval), senior),
        Shot("erased-list", list_of(Erasure), editor),
        Shot("erased", url_of(erasure), editor),
        Shot("erased-claim", url_of(claim), editor),
    ]


def _quoted(name: str) -> tuple[Speaker, Claim]:
    """A speaker, and a public claim of another one that names them."""
    speaker = factories.speaker(name)
    factories.signed_claim(text="The dam was full in May.", speaker=speaker)
    return speaker, factories.signed_claim(text=f"{name} opened 150 bridges.")


def _requested(speaker: Speaker, by: User) -> Approval:
    search = looked(speaker, by)
    return erasure_searches.request_erasure(search.pk, by, "They asked us to.", "data_subject")
