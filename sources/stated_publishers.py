"""The publisher that a page states, where none is recorded: proposed, and added by one click."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.names import cleaned
from newsroom.permissions import may, require
from sources.choices import CaptureMethod, PublisherKind, SourceKind
from sources.models import Publisher, Snapshot, Source
from sources.saving import save

# In a snapshot's metadata.
STATED = "publisher"
READ = (CaptureMethod.FETCHED, CaptureMethod.UPLOADED)
NAMESAKES = 10  # publishers of one name that are compared
KINDS = {SourceKind.ARTICLE: PublisherKind.NEWS, SourceKind.POST: PublisherKind.SOCIAL}


@dataclass(frozen=True)
class Proposal:
    """``known``: the publisher of this name, where there is one; else it would be added.

    ``elsewhere``: the domain of a publisher of this name, where it is another one: a page may call
    itself what it likes, so a person looks closer. ``is_read``: whether we have read the page, or a
    file of it, rather than a text that somebody says is from there.
    """

    name: str
    domain: str
    kind: PublisherKind
    known: Publisher | None
    elsewhere: str
    is_read: bool

    def __str__(self) -> str:
        return f"{self.name} ({self.domain})" if self.domain not in ("", self.name) else self.name


def proposal(source: Source) -> Proposal | None:
    """What the page last captured states, or else the domain; None where a publisher is recorded."""
    if source.publisher_id is not None:
        return None
    name = _stated_name(source) or source.domain
    if not name:
        return None
    named = list(Publisher.objects.called(name).order_by("pk")[:NAMESAKES])
    here = [each for each in named if _is_at(source.domain, each.domain)]
    elsewhere = next((each.domain for each in named if each not in here), "")
    kind = kind_of(source.kind)
    known, elsewhere = next(iter(here), None), "" if here else elsewhere
    return Proposal(name, source.domain, kind, known, elsewhere, _is_read(source))


def kind_of(source_kind: str) -> PublisherKind:
    """What is likely to publish such a source, until somebody says otherwise."""
    return KINDS.get(SourceKind(source_kind), PublisherKind.OTHER)


def _is_read(source: Source) -> bool:
    return Snapshot.objects.filter(source=source, method__in=READ).exists()


def _is_at(domain: str, own: str) -> bool:
    """Whether a publisher with this domain of its own may publish there."""
    return not own or domain == own or domain.endswith(f".{own}")


def _stated_name(source: Source) -> str:
    latest = Snapshot.objects.filter(source=source).order_by("-pk")
    found = latest.values_list(f"metadata__{STATED}", flat=True).first()
    return cleaned(found) if isinstance(found, str) else ""


def why_not_add(source: Source, by: User) -> str | None:
    """Why this person can't record the proposed publisher; None where there is none."""
    proposed = proposal(source)
    if proposed is None:
        return None
    if not may(by, _permission(source, by)):
        return _("Ask an editor to add the publisher.")
    return _namesake(proposed) if proposed.elsewhere else ""


def _namesake(proposed: Proposal) -> str:
    sentence = _(
        "A publisher called “%(name)s” has another domain, %(domain)s. If it is the same, choose it"
        " under “Edit its details”; if not, add one with a name that distinguishes the two."
    )
    return sentence % {"name": proposed.name, "domain": proposed.elsewhere}


def _permission(source: Source, by: User) -> str:
    """Completing one's own source takes no more than adding it."""
    return "add_source" if source.added_by_id == by.pk else "edit_source"


def add(source_id: int, by: User) -> Source:
    """Record the proposed publisher, adding it where it is not known. Raises Refused, NotAllowed."""
    with acting(by):
        source: Source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
        require(by, _permission(source, by))
        if source.publisher_id is not None:
            raise Refused(_("The source has a publisher already."))
        proposed = proposal(source)
        if proposed is None:
            raise Refused(_("The page states no publisher, and the source has no web address."))
        if proposed.elsewhere:
            raise Refused(_namesake(proposed))
        publisher = proposed.known or save(
            Publisher(),
            {"name": proposed.name, "domain": proposed.domain, "kind": proposed.kind},
        )
        return save(source, {"publisher": publisher})
