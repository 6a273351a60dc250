"""A newsroom in which each kind of page of the site has something to show, and their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from claims.choices import SubscriptionKind
from claims.formats.releases import making, stored
from claims.models import Claim, Publication, SavedSearch, Subscription
from claims.notifications import saved_searches, subscriptions
from claims.workflow import approvals, dossiers, review
from newsroom.history import acting
from newsroom.models import User
from sources.models import Source
from tests import factories
from tests.claims import full_claims

ARABIC = 'قال الوزير إن ١٥٠ جسراً بنيت منذ يناير، وإن "الحزب (2)" دفع ثمنها.'


@dataclass(frozen=True)
class Newsroom:
    """``full`` has all that a claim may have; ``again`` is open again; ``arabic`` runs from right
    to left; ``counted`` is the last of a count that was updated.
    """

    first: Claim
    full: Claim
    again: Claim
    signed_then: Publication
    withdrawn: Claim
    arabic: Claim
    counted: Claim
    reporter: User
    kept: SavedSearch
    follower: Subscription

    @cached_property
    def source(self) -> Source:
        return self.full.appearances.get().snapshot.source

    def outside(self) -> Iterator[str]:
        """What anybody may open."""
        yield from (
            *("/", "/?q=bridges", "/?q=bridges&counts=yes&status=verified&said_from=2026-01-01"),
            *("/?q=unheard-of", "/?said_from=yesterday", "/?q=Ana+Nuneez+2", "/?order=said"),
            *(
                "/?q=bridges&after=x",
                "/corrections/",
                "/under-review/",
                "/updates/",
                "/method/",
                "/data/",
                "/match/",
            ),
            "/check/",
            *("/dossiers/", "/dossiers/bridges/"),
            *(
                "/topics/roads/",
                "/topics/roads/map/",
                "/no/such/",
                f"/search/stop/{saved_searches.token_of(self.kept)}/",
            ),
        )
        yield from (each.url.removeprefix(settings.SITE_URL) for each in stored.releases())
        yield from ("/send/", "/send/?sent=confirm", "/follow/search/?q=bridges")
        yield from (page("follow", "claim", self.full.pk), page("follow", "topic", "roads"))
        yield f"{page('follow', 'claim', self.full.pk)}?sent"
        yield page("follow", "speaker", self.full.speaker_id)
        yield page("follow", "dossier", "bridges")
        yield page("letters", "stop", "x")
        yield urlsplit(subscriptions.link(self.follower, subscriptions.STOP)).path
        claims = (self.first, self.full, self.again, self.withdrawn, self.arabic, self.counted)
        yield from (page("claim", claim.pk) for claim in claims)
        yield from (page("embed", claim.pk) for claim in (self.full, self.again, self.withdrawn))
        yield page("embed", 10**9)
        yield page("speaker-embed", self.full.speaker_id)
        yield f"{page('claim', self.again.pk)}?as_of={self.signed_then.number}"
        yield f"{page('claim', self.full.pk)}?as_of=never"
        yield from map(page, ("speakers", "topics", "publishers", "sources"))
        yield page("claim-map", self.counted.pk)
        yield page("report-error", self.full.pk)
        yield f"{page('report-error', self.full.pk)}?sent"
        yield page("speaker", self.full.speaker_id)
        yield page("speaker-map", self.full.speaker_id)
        yield page("source", self.source.pk)
        yield page("publisher", self.source.publisher_id)

    def inside(self) -> Iterator[str]:
        """What takes a reporter."""
        yield from ("/?q=bridges", "/working/?q=bridges", "/working/", "/working/searches/")
        yield "/match/?working"
        yield page("claim", self.full.pk)
        yield page("working-claim", self.full.pk)
        yield page("working-claim", self.withdrawn.pk)
        yield page("working-claim-map", self.counted.pk)
        yield page("working-speaker", self.first.speaker_id)
        yield page("working-speaker-map", self.first.speaker_id)
        yield page("working-source", self.source.pk)
        yield page("working-publisher", self.source.publisher_id)
        yield page("working-topic", "crowd")
        yield page("working-topic-map", "crowd")


def page(name: str, *of: object) -> str:
    return reverse(f"site:{name}", args=of)


def newsroom() -> Newsroom:
    first = full_claims.signed_claim(1)
    again = factories.concluded_claim("refuted")
    signed_then = Publication.objects.get(claim=again)
    review.reopen(again.pk, factories.senior(), "There is a second count.", "routine")
    for kind in ("our_error", "new_evidence"):
        _signed_again(kind)
    _dossier(first, again)
    reporter = factories.reporter()
    full_claims.sixty_related_claims()
    full = full_claims.signed_claim(2, contradicts=first)
    full_claims.signed_claim(3)  # a topic with three dated claims has a timeline
    factories.archived_copy(full.appearances.get().snapshot.source)
    with acting(None):
        subscriptions.subscribe(SubscriptionKind.CLAIM, first.pk, "r@reader.example", "en")
    making.make(lambda _line: None)
    return Newsroom(
        follower=Subscription.objects.get(),
        first=first,
        full=full,
        again=again,
        signed_then=signed_then,
        withdrawn=factories.withdrawn_claim(),
        arabic=factories.signed_claim(text=ARABIC, language="ar"),
        counted=full_claims.updated_count(),
        reporter=reporter,
        kept=saved_searches.save(
            reporter, "Bridges", "q=bridges", of_working_claims=False, mailed=True
        ),
    )


def _signed_again(kind: str) -> None:
    """For each of the lists of what changed."""
    claim = factories.concluded_claim("refuted")
    review.reopen(claim.pk, factories.senior(), "There is a second count.", kind)
    review.write(claim.pk, factories.editor(), rationale="Two offices counted, and they differ.")
    round_ = review.propose(claim.pk, factories.editor(), "reported", "disputed", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)


def _dossier(*claims: Claim) -> None:
    numbers = [each.pk for each in claims]
    request = dossiers.add(
        factories.editor(), "bridges", "Bridges", "What was said of them.", numbers
    )
    approvals.approve(request.pk, factories.senior())
