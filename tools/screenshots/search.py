"""Results of searches: near ones, a misspelt name, days, others' ratings, and twins of two archives."""

from io import BytesIO
from urllib.parse import urlencode

from django.urls import reverse

from claims.imports import loading
from claims.imports.mapping import load
from claims.matching import indexing
from newsroom.models import User
from tests import factories
from tests.claims.site.search.test_external_ratings import DOCTOR, of_politifact
from tools.screenshots.camera import Shot

GOVERNOR = "Arnold Schwarzenegger"


def shots() -> list[Shot]:
    reporter, editor = (User.objects.get(username=name) for name in ("reporter", "editor"))
    governor = factories.speaker(GOVERNOR)
    for text in ("California gained jobs in every month of my term.", "We cut taxes three times."):
        factories.signed_claim(text=text, speaker=governor)
    factories.claim(text="The jobs of which he spoke are in Texas.", speaker=governor)
    of_politifact(DOCTOR)
    _of_liar(editor)
    indexing.bring_up_to_date()
    return [
        *_of("site", reverse("site:search"), None),
        *_of("newsroom", reverse("site:working-search"), reporter),
        *_of("desk", reverse("admin:claims_claim_changelist"), editor),
        Shot("newsroom-rated", f"{reverse('site:working-search')}?q=pants-fire", reporter),
        Shot(
            "newsroom-rating-chosen",
            f"{reverse('site:working-search')}?{urlencode({'external_rating': 'half-true', 'counts': 'yes'})}",
            reporter,
        ),
        Shot("newsroom-twins", f"{reverse('site:working-search')}?q=keep+your+doctor", reporter),
    ]


def _of(name: str, path: str, by: User | None) -> list[Shot]:
    typed = {
        "some-words": "california deaths governor taxes",
        "misspelt": "Shwarzenegger jobs",
        "name-alone": "Shwarzeneger",
        "days": "jobs March 2026",
        "role": "minister bridges",
    }
    return [
        Shot(f"{name}-{each}", f"{path}?{urlencode({'q': q})}", by) for each, q in typed.items()
    ]


def _of_liar(by: User) -> None:
    mapping = load("liar")
    rows = (
        ("11.json", "half-true", DOCTOR.replace(",", "")),
        ("12.json", "pants-fire", "The moon landing was filmed in Texas."),
    )
    raw = "".join(
        f"{number}\t{rating}\t{text}\thealth\tbarack-obama\tPresident\t\t\t0\t0\t0\t0\t0\ta speech\n"
        for number, rating, text in rows
    ).encode()
    run = loading.find_or_create_run(by, BytesIO(raw), "liar.tsv", "csv", mapping)
    loading.run_import(run, by, BytesIO(raw), mapping)
