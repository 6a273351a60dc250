"""The demonstration newsroom: what the two texts say, by whom, through whom, and what we conclude."""

import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.management.seeding import load
from claims.models import Anchor, Candidate, Claim, Evidence, Publication, Relation
from claims.publication.chain import faults
from claims.workflow import approvals, drafting, erasures
from newsroom.choices import Role
from newsroom.models import Approval, Event, User
from sources.models import Snapshot, Source, Speaker
from tests import database, factories
from tests.claims.published import body, related

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SEEDS = Path(settings.BASE_DIR) / "seeds"
OWN, OFFICE = "article", "US Southern Command"

# Words of the claim: who said so, the source's verb, how directly, through whom, how the day is
# known, nature, and how the claim stands.
EXPECTED: dict[str, tuple[str, str, str, tuple[str, ...], str, str, str]] = {
    "announced that joint operations": (OWN, "stated", "direct", (), "unknown", "fact", "verified"),
    "150 known deaths": (OWN, "stated", "direct", (), "unknown", "fact", "in_review"),
    "At least 44 aerial strikes": (OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    "Two survivors": (OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    "repatriated": (OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    "released": (OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    "have yet to confirm": (OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    "50 percent": (OWN, "stated", "direct", (), "unknown", "prediction", "in_review"),
    "lowest rates of violent crime": (
        *(OWN, "stated", "direct", (), "unknown", "fact", "unreviewed"),
    ),
    "Donovan: launched operations": (
        *("Francis Donovan", "said", "direct", ("post",), "unknown", "fact", "unrated"),
    ),
    "Donovan: a powerful example": (
        *("Francis Donovan", "said", "direct", ("post",), "unknown", "opinion", "unrated"),
    ),
    "unwavering commitment": (
        *("Francis Donovan", "said", "direct", (), "inferred", "opinion", "unrated"),
    ),
    "Command: launched operations": (
        *(OFFICE, "stated", "direct", (), "inferred", "fact", "unrated"),
    ),
    "Command: a powerful example": (
        *(OFFICE, "stated", "direct", (), "inferred", "opinion", "unrated"),
    ),
    "Command: decisive action": (
        *(OFFICE, "stated", "direct", (), "inferred", "opinion", "unrated"),
    ),
    "Leavitt: decisive action": (
        *("Karoline Leavitt", "told", "direct", ("briefing",), "inferred", "opinion", "unrated"),
    ),
    "a new phase": (
        *("Daniel Noboa", "wrote", "direct", ("post",), "stated", "opinion", "awaiting_signoff"),
    ),
    "priority": ("Daniel Noboa", "wrote", "direct", ("post",), "inferred", "opinion", "unreviewed"),
    "role in the joint operations": (
        *("Brian Finucane", "wrote", "indirect", ("post",), "unknown", "fact", "unreviewed"),
    ),
    "itching": (
        *("Brian Finucane", "said", "direct", (), "unknown", "opinion", "awaiting_signoff"),
    ),
    "Mexico": ("Brian Finucane", "said", "direct", (), "unknown", "opinion", "unreviewed"),
    "fishermen": (
        *("Families from Colombia and from Trinidad and Tobago", "claimed", "indirect", ()),
        *("unknown", "fact", "in_review"),
    ),
    "smuggling drugs": ("unattributed", "alleged", "indirect", (), "unknown", "fact", "in_review"),
    "logistics and intelligence": (
        *("anonymous", "reported", "indirect", ("outlet",), "unknown", "fact"),
        "awaiting_signoff",
    ),
    "not an act of war": (
        "anonymous",
        "pointed out",
        "indirect",
        (),
        "unknown",
        "fact",
        "unreviewed",
    ),
    "can be considered extrajudicial": (
        *("anonymous", "pointed out", "indirect", (), "unknown", "opinion", "unreviewed"),
    ),
    "law enforcement": (
        *("Trump administration", "justified", "indirect", (), "unknown", "fact", "disputed"),
    ),
    "broader and deeply troubling pattern": (
        *("Experts at the United Nations", "warned", "mixed", (), "unknown", "opinion", "unrated"),
    ),
    "a violation of international law": (
        *("unattributed", "condemned", "indirect", (), "unknown", "opinion", "unreviewed"),
    ),
    "land-based": (
        *("Trump administration", "suggested", "indirect", (), "unknown", "prediction"),
        "unreviewed",
    ),
}

ATTRIBUTED = {
    "announced that joint operations": "confirmed",
    "Donovan: launched operations": "misattributed",
    "Donovan: a powerful example": "misattributed",
    "unwavering commitment": "confirmed",
    "Command: launched operations": "confirmed",
    "Command: a powerful example": "confirmed",
    "Command: decisive action": "confirmed",
    "Leavitt: decisive action": "reported",
    "law enforcement": "reported",
    "broader and deeply troubling pattern": "reported",
}


def desk() -> None:
    for name, role in (
        ("reporter", Role.REPORTER),
        ("editor", Role.EDITOR),
        ("senior", Role.SENIOR),
    ):
        if not User.objects.filter(username=name).exists():
            factories.person(role, username=name)


@pytest.fixture(scope="module", autouse=True)
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Loaded once and committed; each test works in a transaction of its own."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        desk()
        call_command("seed", stdout=StringIO())
        yield
        database.empty()


def the(words: str) -> Claim:
    who, _, words = words.rpartition(": ")
    claims = Claim.objects.filter(text__contains=words)
    if who:
        claims = claims.filter(speaker__name__contains=who)
    found: Claim = claims.get()
    return found


def called(speaker: Speaker) -> str:
    return (
        speaker.kind if speaker.kind in ("anonymous", "unattributed", "article") else str(speaker)
    )


@pytest.mark.long
@pytest.mark.parametrize("words", EXPECTED)
def test_a_claim_of_the_article_or_the_release(words: str) -> None:
    claim = the(words)
    appearance = claim.appearances.earliest("pk")
    assert (
        called(claim.speaker),
        appearance.verb,
        appearance.directness,
        tuple(appearance.relays.values_list("kind", flat=True)),
        claim.said_basis,
        claim.nature,
        claim.status,
    ) == EXPECTED[words]
    assert claim.attribution == ATTRIBUTED.get(words, "")


def test_each_place_is_where_its_words_stand_and_the_header_is_never_quoted() -> None:
    anchors = Anchor.objects.select_related("snapshot__source")
    assert anchors.count() > 50
    for anchor in anchors:
        text = anchor.snapshot.text
        assert text[anchor.start : anchor.end] == anchor.exact
        if anchor.snapshot.source.kind == "article":
            header = text.splitlines()[0].index("Critics have questioned")
            assert anchor.start >= header
            assert "date 2026-03-04" not in anchor.exact


def test_loading_says_how_far_it_is() -> None:
    calls: list[tuple[int, int]] = []
    people = [User.objects.get(username=name) for name in ("reporter", "editor", "senior")]
    load(SEEDS, *people, progress=lambda done, total: calls.append((done, total)))
    assert len(calls) > Claim.objects.count()
    assert calls == [(done, len(calls)) for done in range(1, len(calls) + 1)]


def test_the_two_texts_are_kept_byte_for_byte() -> None:
    for name in ("000_807c6090bf654049.txt", "southcom-release-excerpt.txt"):
        text = (SEEDS / name).read_bytes().decode()
        assert Snapshot.objects.filter(text=text).exists()
    article, release = Source.objects.order_by("pk")
    assert article.uri.startswith("urn:sha256:")
    assert (article.title, article.publisher, article.byline) == ("", None, "")
    assert release.snapshots.get().kind == "excerpt"
    assert release.snapshots.get().consulted_url


def test_one_report_with_two_places_is_one_claim() -> None:
    claim = the("unwavering commitment")
    by_source = Counter(
        claim.appearances.filter(anchors__isnull=False).values_list(
            "snapshot__source__kind", flat=True
        )
    )
    assert by_source == {"release": 1, "article": 2}


def test_numbers_are_what_the_text_says_of_them() -> None:
    deaths = the("150 known deaths").quantities.get()
    assert (deaths.low, deaths.high, deaths.unit) == (Decimal(150), Decimal(150), "deaths")
    assert (deaths.bound, deaths.qualifier, deaths.as_of) == ("exactly", "known", None)
    strikes = the("At least 44 aerial strikes").quantities.get()
    assert (strikes.low, strikes.unit, strikes.bound) == (Decimal(44), "strikes", "at_least")


def test_days_come_from_the_words_and_never_from_the_publication() -> None:
    for claim in Claim.objects.all():
        assert (claim.said_from is None) == (claim.said_basis == "unknown")
        assert claim.said_basis == "unknown" or claim.said_note
    phase = the("a new phase")
    assert str(phase.said_from) == str(phase.said_to) == "2026-03-02"
    assert phase.appearances.get().translated_from
    assert "future" in the("50 percent").said_note + the("50 percent").note


def test_roles_are_those_the_texts_give() -> None:
    for name, title, organisation in (
        ("Francis Donovan", "Commander", OFFICE),
        ("Karoline Leavitt", "Press Secretary", "White House"),
        ("Daniel Noboa", "President of Ecuador", None),
        ("Brian Finucane", "Senior adviser", "International Crisis Group"),
    ):
        role = Speaker.objects.get(name=name).roles.get()
        assert role.title == title
        assert (str(role.organisation) if role.organisation else None) == organisation


def test_relations_have_their_reasons_and_their_scope() -> None:
    found = {
        (relation.from_claim_id, relation.to_claim_id, relation.kind): relation
        for relation in Relation.objects.all()
    }
    for one, other, kind, scope in (
        ("fishermen", "smuggling drugs", "contradicts", "Some families"),
        ("broader and deeply troubling pattern", "law enforcement", "contradicts", "January 3"),
        ("logistics and intelligence", "Command: launched operations", "narrows", "US part"),
        ("Leavitt: decisive action", "Command: decisive action", "repeats", "sentence"),
    ):
        ends = (the(one).pk, the(other).pk)
        if kind == "contradicts":
            ends = (min(ends), max(ends))
        relation = found[*ends, kind]
        assert relation.state == "confirmed"
        assert relation.rationale
        assert scope in relation.scope
    crime = the("not an act of war")
    assert not Relation.objects.of(crime.pk).exists()


def test_the_one_public_contradiction_stands_at_both_ends() -> None:
    experts, enforcement = the("broader and deeply troubling pattern"), the("law enforcement")
    contradicted = Publication.objects.listed().contradicted()
    assert {row.claim_id for row in contradicted} == {experts.pk, enforcement.pk}
    assert related(experts) == [enforcement.pk]
    assert related(enforcement) == [experts.pk]
    for claim in (experts, enforcement):
        (relation,) = body(claim)["relations"]
        assert (relation["relation"], relation["direction"]) == ("contradicts", "both")


def test_nothing_is_verified_without_public_independent_evidence() -> None:
    verified = Claim.objects.filter(status="verified")
    assert verified.exists()
    for claim in verified:
        assert Evidence.objects.filter(
            claim=claim,
            bears_on="so",
            direction="supports",
            independence__in=["no_tie", "stated"],
            private=False,
        ).exists()
    assert "March 3" in body(the("announced that joint operations"))["rationale"]
    assert "Wednesday" in body(the("announced that joint operations"))["rationale"]


def test_it_stands_as_a_newsroom_at_work_does() -> None:
    statuses = Counter(Claim.objects.values_list("status", flat=True))
    assert statuses["in_review"] >= 2
    assert statuses["awaiting_signoff"] >= 2
    assert statuses["unreviewed"] > sum(statuses.values()) / 2
    public = set(Publication.objects.listed().values_list("claim", flat=True))
    assert public == set(Claim.objects.concluded().values_list("pk", flat=True))
    assert all(body(Claim.objects.get(pk=number))["signed"]["four_eyes"] for number in public)
    assert list(faults()) == []


def test_something_waits_on_every_list_of_a_desk() -> None:
    assert Candidate.objects.waiting().exists()
    (request,) = Approval.objects.open()
    assert request.subject_id == the("Donovan: launched operations").pk
    assert Approval.objects.for_approval_by(User.objects.get(username="senior").pk).exists()


def test_loading_it_again_changes_not_one_row() -> None:
    before = Event.objects.count()
    out = StringIO()
    call_command("seed", stdout=out)
    assert Event.objects.count() == before
    assert "Nothing to load" in out.getvalue()


def test_what_people_made_of_it_since_stays() -> None:
    claim = the("lowest rates of violent crime")
    drafting.edit_claim(claim.pk, factories.editor(), text="Ecuador was peaceful once.")
    speaker = Speaker.objects.get(name="Brian Finucane")
    from_then = Claim.objects.count()
    Speaker.objects.filter(pk=speaker.pk).update(name="B. Finucane")
    call_command("seed", stdout=StringIO())
    assert Claim.objects.count() == from_then
    assert not Speaker.objects.filter(name="Brian Finucane").exists()
    claim.refresh_from_db()
    assert claim.text == "Ecuador was peaceful once."


def test_every_change_came_in_by_the_command() -> None:
    via = Event.objects.filter(table="claims_claim").values_list("via", flat=True)
    assert set(via) == {"command"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The result has been 150 known deaths.", "The result has been 151 known deaths."),
        ("Criminal charges in a court followed", "Criminal charges in a court followed"),
    ],
)
def test_a_quote_that_is_not_found_stops_it_with_nothing_half_written(
    old: str, new: str, tmp_path: Path
) -> None:
    database.empty()
    desk()
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    file = folder / "newsroom.toml"
    words = file.read_text(encoding="utf-8")
    if old == new:
        # The quote of a piece of evidence, of the last review that has one.
        head, quote, tail = words.rpartition('\nquote = "')
        file.write_text(f"{head}{quote}Nobody ever wrote this. {tail}", encoding="utf-8")
        new = "Nobody ever wrote this."
    else:
        file.write_text(words.replace(old, new), encoding="utf-8")
    people = Event.objects.count()
    with pytest.raises(CommandError) as stopped:
        call_command("seed", folder=folder, stdout=StringIO())
    assert new in str(stopped.value)
    assert "known-deaths" in str(stopped.value) or "Review of" in str(stopped.value)
    assert not Claim.objects.exists()
    assert not Source.objects.exists()
    assert Event.objects.count() == people


@pytest.mark.django_db(transaction=True)
def test_without_its_people_it_says_how_to_make_them() -> None:
    database.empty()
    with pytest.raises(CommandError, match="demo_people"):
        call_command("seed", stdout=StringIO())


def test_what_was_erased_is_not_loaded_again() -> None:
    donovan = Speaker.objects.get(name="Francis Donovan")
    editor, senior = (User.objects.get(username=name) for name in ("editor", "senior"))
    waiting = erasures.request("erase_person", donovan.pk, editor, "They asked.", "data_subject")
    approvals.approve(waiting.pk, senior)
    output = StringIO()
    call_command("seed", stdout=output)
    assert "could bring it back" in output.getvalue()
    assert not Speaker.objects.filter(name="Francis Donovan").exists()
