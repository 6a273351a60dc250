"""The site: every kind of page, over the demonstration newsroom and a few claims besides."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from claims.formats.releases import making, stored
from claims.matching import indexing
from claims.models import Claim, Publication
from claims.notifications import saved_searches
from claims.site.pagination import PAGE_SIZE
from claims.workflow import approvals, dossiers, review
from newsroom.models import User
from sources.models import Speaker
from tests import factories
from tests.claims import full_claims
from tests.claims.changed_sources import changed_quote
from tools.screenshots import elsewhere
from tools.screenshots.camera import Shot

# Claims that nobody has reviewed, which take little time to make: five pages.
LONG_LIST = 201


def shots() -> list[Shot]:
    reporter = User.objects.get(username="reporter")
    first = full_claims.signed_claim(1)
    full = full_claims.signed_claim(2, contradicts=first)
    full_claims.signed_claim(3)  # a topic with three dated claims has a timeline
    reopened = factories.concluded_claim("refuted")
    review.reopen(
        reopened.pk, factories.senior(), "The ministry has published a second count.", "routine"
    )
    signed_then = Publication.objects.filter(claim=reopened, event="signed").get()
    withdrawn = factories.withdrawn_claim()
    corrected = factories.concluded_claim("refuted")
    review.reopen(corrected.pk, factories.senior(), "We counted two of them twice.", "our_error")
    author = factories.editor()
    review.write(corrected.pk, author, rationale="Two offices counted, and they differ.")
    again = review.propose(corrected.pk, author, "reported", "disputed", harms=[])
    review.sign(corrected.pk, factories.senior(), again.version)
    seeded = Claim.objects.filter(status="verified").order_by("pk")[0]
    changed_quote()
    donovan = Speaker.objects.get(name="Francis Donovan")
    article = seeded.appearances.all()[0].snapshot.source_id
    paper = full.appearances.get().snapshot.source.publisher_id
    counted = full_claims.updated_count()
    full_claims.sixty_related_claims()
    talker = factories.speaker("Vera Talker")
    numbers = [factories.claim(speaker=talker).pk for _number in range(LONG_LIST)]
    pages = reverse("site:working-speaker", args=[talker.pk])
    # Latest first; the third page begins after the hundredth.
    third = f"{pages}?after=.{numbers[-2 * PAGE_SIZE]}"
    saved_searches.save(reporter, "Bridges", "q=bridges", of_working_claims=False, mailed=True)
    copied = full.appearances.get().snapshot.source_id
    factories.archived_copy(full.appearances.get().snapshot.source)
    editor, senior = factories.editor(), factories.senior()
    request = dossiers.add(
        *(editor, "the-bridges", "The bridges", "What was said of them, and what holds."),
        [first.pk, full.pk, reopened.pk],
    )
    approvals.approve(request.pk, senior)
    indexing.bring_up_to_date()
    making.make(lambda _line: None)
    (release,) = stored.releases()
    spanish = {
        "front-page": reverse("site:search"),
        "speakers": reverse("site:speakers"),
        "speaker": reverse("site:speaker", args=[donovan.pk]),
        "topic": reverse("site:topic", args=["roads"]),
        "source": reverse("site:source", args=[copied]),
        "corrections": reverse("site:corrections"),
        "data": reverse("site:data"),
        "check": reverse("site:check"),
        "claim-translated": page(seeded),
        "release": release.url.removeprefix(settings.SITE_URL),
        "embed": reverse("site:embed", args=[full.pk]),
    }
    search, working = reverse("site:search"), reverse("site:working-search")
    return [
        Shot("search", search),
        Shot("search-results", f"{search}?q=150+deaths"),
        Shot("search-narrowed", f"{search}?q=bridges&status=verified&said_from=2026-01-01"),
        Shot("search-misspelt", f"{search}?q=Francis+Donovn"),
        Shot("search-nothing", f"{search}?q=unheard-of"),
        Shot("search-misunderstood", f"{search}?said_from=yesterday"),
        Shot("search-signed-in", f"{search}?q=bridges", reporter),
        Shot("search-internal", f"{working}?q=bridges", reporter),
        Shot("searches-kept", reverse("site:saved-searches"), reporter),
        Shot("claim", page(full)),
        Shot("claim-seeded", page(seeded)),
        Shot("claim-under-review", page(reopened)),
        Shot("claim-withdrawn", page(withdrawn)),
        Shot("claim-corrected", page(corrected)),
        Shot("claim-updated-count", page(counted)),
        Shot("claim-as-of", f"{page(reopened)}?as_of={signed_then.number}"),
        Shot("claim-signed-in", page(full), reporter),
        Shot("claim-internal", reverse("site:working-claim", args=[full.pk]), reporter),
        Shot("claim-in-print", page(full), does=lambda page: page.emulate_media(media="print")),
        Shot("claim-in-spanish", page(full), does=in_spanish),
        Shot("claim-card", reverse("site:card", args=[full.pk])),
        Shot("report-error", reverse("site:report-error", args=[full.pk])),
        Shot("report-error-sent", f"{reverse('site:report-error', args=[full.pk])}?sent"),
        Shot("match", reverse("site:match")),
        Shot("match-answer", reverse("site:match"), does=looked_for(first.text)),
        Shot("match-nothing", reverse("site:match"), does=looked_for("Unheard of by anybody.")),
        Shot("match-internal", f"{reverse('site:match')}?working", reporter),
        Shot("match-signed-in", reverse("site:match"), reporter, looked_for(first.text)),
        Shot("dossiers", reverse("site:dossiers")),
        Shot("dossier", reverse("site:dossier", args=["the-bridges"])),
        Shot("publisher", reverse("site:publisher", args=[paper])),
        Shot("speaker", reverse("site:speaker", args=[full.speaker_id])),
        Shot("speaker-seeded", reverse("site:speaker", args=[donovan.pk])),
        Shot("speaker-internal", reverse("site:working-speaker", args=[donovan.pk]), reporter),
        Shot("pages-first", pages, reporter),
        Shot("pages-third", third, reporter),
        Shot("pages-third-in-spanish", third, reporter, in_spanish),
        Shot("source", reverse("site:source", args=[article])),
        Shot("source-copied", reverse("site:source", args=[copied])),
        Shot("source-internal", reverse("site:working-source", args=[article]), reporter),
        Shot("topic", reverse("site:topic", args=["roads"])),
        Shot("map-claim", reverse("site:claim-map", args=[counted.pk])),
        Shot("map-of-sixty", reverse("site:working-topic-map", args=["crowd"]), reporter),
        Shot("corrections", reverse("site:corrections")),
        Shot("updates", reverse("site:updates")),
        Shot("method", reverse("site:method")),
        Shot("check", reverse("site:check")),
        *(Shot(name, reverse(f"site:{name}")) for name in ("speakers", "topics", "publishers")),
        Shot("sources", reverse("site:sources")),
        Shot("data", reverse("site:data")),
        Shot("data-release", release.url.removeprefix(settings.SITE_URL)),
        Shot("embed", reverse("site:embed", args=[full.pk])),
        Shot("embed-under-review", reverse("site:embed", args=[reopened.pk])),
        Shot("embed-withdrawn", reverse("site:embed", args=[withdrawn.pk])),
        *elsewhere.shots(),
        # What OpenRefine shows of a speaker.
        Shot("preview-speaker", reverse("site:speaker-embed", args=[donovan.pk])),
        Shot("follow", reverse("site:follow", args=["claim", full.pk])),
        Shot("send", reverse("site:send")),
        *(Shot(f"spanish-{name}", f"{path}?lang=es") for name, path in spanish.items()),
        Shot("nothing-here", "/no/such/page/"),
    ]


def looked_for(words: str) -> Callable[[Page], object]:
    """The answer to a statement that somebody heard."""

    def look(page: Page) -> None:
        page.get_by_label("A statement, or a whole speech").fill(words)
        with page.expect_navigation():
            page.get_by_role("button", name="Look for earlier checks").click()

    return look


def in_spanish(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Español").click()


def page(claim: Claim) -> str:
    return reverse("site:claim", args=[claim.pk])
