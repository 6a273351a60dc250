"""The people, speakers, publishers and topics of the generated newsroom."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from benchmarks.newsroom import words
from benchmarks.newsroom.plan import BEGINS, Plan
from benchmarks.newsroom.tables import Rows

PASSWORD = "only a benchmark knows it"  # noqa: S105 - of people who don't exist
# One round of PBKDF2 instead of a million, so that signing in costs a benchmark nothing.
HASHED = "pbkdf2_sha256$1$benchmark$or9BeS446k2oBodshcauUvYFp8jehbjMThZJA3/lqGw="

REPORTERS, EDITORS, SENIORS = range(1, 21), range(21, 33), range(33, 41)
GROUPS = {"Reporter": REPORTERS, "Editor": EDITORS, "Senior editor": SENIORS}
TOPICS = 500
POSTS = "minister,spokesperson,director,mayor,senator,professor,judge,chair,president,chief"


@dataclass(frozen=True)
class Post:
    title: str
    organisation: int | None
    first: date | None
    after: date | None  # the day after the last


@dataclass
class Speaker:
    number: int
    kind: str
    name: str
    description: str = ""
    protected: bool = False
    posts: list[Post] = field(default_factory=list)
    stands_for: int = 0  # after merges


@dataclass
class Cast:
    """Whom and what the other rows refer to. Speakers stand at their number less one."""

    speakers: list[Speaker]
    speaking: list[float]  # cumulative: how often each is quoted
    organisations: list[int]
    publishers: list[tuple[int, str, str, int | None]]  # number, name, domain, organisation
    publishing: list[float]
    topics: list[tuple[int, str, str]]
    topical: list[float]
    vocabularies: dict[str, words.Vocabulary]
    names: dict[int, str]  # of signers, as the public sees them

    def speaker(self, number: int) -> Speaker:
        return self.speakers[number - 1]


def make(plan: Plan, rows: Rows) -> Cast:
    """Write the people, speakers, publishers and topics."""
    dice = plan.random("people")
    vocabularies = {language: words.vocabulary(language) for language in words.LANGUAGES}
    speakers = _speakers(plan, dice, vocabularies["en"])
    organisations = [each.number for each in speakers if each.kind == "organisation"]
    _posts(speakers, organisations, dice)
    names = _users(rows, dice)
    _merges(speakers, rows, dice)
    _write_speakers(speakers, rows, dice)
    publishers = _publishers(plan, rows, dice, speakers, organisations)
    topics = _topics(rows, dice, vocabularies["en"])
    # A few say very much, most a handful, independent of their number.
    order = list(range(len(speakers)))
    dice.shuffle(order)
    return Cast(
        speakers,
        list(accumulate(1 / (rank + 3) ** 0.85 for rank in order)),
        organisations,
        publishers,
        list(accumulate(1 / (rank + 2) for rank in range(len(publishers)))),
        topics,
        list(accumulate(1 / (rank + 4) for rank in range(TOPICS))),
        vocabularies,
        names,
    )


def _users(rows: Rows, dice: random.Random) -> dict[int, str]:
    names: dict[int, str] = {}
    for role, numbers in GROUPS.items():
        for number in numbers:
            given, family = dice.choice(words.GIVEN), dice.choice(words.families(dice, 3))
            # Every seventh is not named in public, and of two with one name the second.
            name = f"{given} {family}"
            names[number] = "" if number % 7 == 0 or name in names.values() else name
            username = f"{role.split()[0].lower()}-{number}"
            rows.add(
                *("newsroom_user", number, username, HASHED, False, given, family),
                *(f"{username}@newsroom.example", True, number != REPORTERS[-1], BEGINS),
                names[number],
            )
            rows.add("newsroom_role", number, role)
    return names


def _speakers(plan: Plan, dice: random.Random, words_of: words.Vocabulary) -> list[Speaker]:
    families = words.families(dice, max(200, min(4000, plan.speakers // 5)))
    made: list[Speaker] = []
    for number in range(1, plan.speakers + 1):
        kind = dice.choices(("person", "organisation", "group"), (75, 17, 8))[0]
        if number % 200 == 50:
            given, family = dice.choice(words.PROTECTED_GIVEN), dice.choice(words.PROTECTED_FAMILY)
            made.append(
                Speaker(number, "person", f"{given} {family}", "someone who saw it happen", True)
            )
            continue
        thing = " ".join(dice.choices(words_of.large[20:4000], k=2)).title()
        if kind == "person":
            name = f"{dice.choice(words.GIVEN)} {dice.choice(families)}"
            if dice.random() < 0.25:
                name += f" {dice.choice(families)}"
        elif kind == "organisation":
            pattern = dice.choice(("Ministry of {}", "{} Institute", "{} Council", "Port of {}"))
            name = pattern.format(thing)
        else:
            name = f"{dice.choice(('families', 'residents', 'fishers'))} of {thing}"
        made.append(Speaker(number, kind, name, thing.lower() if dice.random() < 0.2 else ""))
    return made


def _posts(speakers: list[Speaker], organisations: list[int], dice: random.Random) -> None:
    for speaker in speakers:
        if speaker.kind != "person" or speaker.protected or dice.random() < 0.4:
            continue
        if dice.random() < 0.15:  # without a period
            post = Post(dice.choice(POSTS.split(",")), dice.choice(organisations), None, None)
            speaker.posts.append(post)
            continue
        first: date | None = None
        day = date(2010, 1, 1) + timedelta(days=dice.randrange(3000))
        for last in range(dice.choice((1, 1, 2, 3)), 0, -1):
            after = None if last == 1 and dice.random() < 0.7 else day
            organisation = dice.choice([*organisations[:40], None])
            speaker.posts.append(Post(dice.choice(POSTS.split(",")), organisation, first, after))
            first, day = day, day + timedelta(days=dice.randrange(200, 1500))


def _merges(speakers: list[Speaker], rows: Rows, dice: random.Random) -> None:
    """One in fifty is another one; some merges were taken back."""
    for speaker in speakers:
        speaker.stands_for = speaker.number
    for speaker in speakers:
        if speaker.number % 50 != 49 or speaker.protected:
            continue
        into = next(
            other
            for other in speakers[speaker.number - 40 :]
            if other.kind == speaker.kind
            and not other.protected
            and other.number != speaker.number
            and other.number % 50 != 49
        )
        undone = dice.random() < 0.1
        if not undone:
            speaker.stands_for = into.number
        rows.add(
            *("sources_speakermerge", speaker.number, into.number, "One and the same.", 33, BEGINS),
            *((34, BEGINS + timedelta(days=3)) if undone else (None, None)),
        )


def _write_speakers(speakers: list[Speaker], rows: Rows, dice: random.Random) -> None:
    taken: set[str] = set()
    for speaker in speakers:
        slug = words.slug(speaker.name)[:100] or "speaker"
        if slug in taken:
            slug = f"{slug}-{speaker.number}"
        taken.add(slug)
        same_as = f'{{"https://people.example/{speaker.number}"}}' if dice.random() < 0.1 else "{}"
        rows.add(
            *("sources_speaker", speaker.number, speaker.kind, speaker.name, slug),
            *(speaker.description, speaker.protected, same_as, None),
        )
        first, _, last = speaker.name.partition(" ")
        aliases = [speaker.name]
        if speaker.kind == "person":
            aliases += [f"{first[0]}. {last}"] * (dice.random() < 0.4)
            aliases += [f"President {last}"] * (dice.random() < 0.05)
        aliases += [words.misspelt(speaker.name, dice)] * (dice.random() < 0.3)
        for alias in {words.folded(alias): alias for alias in reversed(aliases)}.values():
            rows.add("sources_alias", speaker.number, alias)
        for post in speaker.posts:
            period = f"[{post.first or ''},{post.after or ''})".replace("[,", "(,")
            rows.add("sources_role", speaker.number, post.title, period, "", post.organisation)


def _publishers(
    plan: Plan,
    rows: Rows,
    dice: random.Random,
    speakers: list[Speaker],
    organisations: list[int],
) -> list[tuple[int, str, str, int | None]]:
    made: list[tuple[int, str, str, int | None]] = []
    for number in range(1, max(12, plan.sources // 500) + 1):
        own = organisations[number % len(organisations)] if number % 5 == 0 else None
        name = speakers[own - 1].name if own else f"The {words.families(dice, 1)[0]} {number}"
        domain = f"outlet-{number}.example"
        kind = "government" if own else dice.choice(("news", "news", "news", "wire", "wire"))
        country = dice.choice(("EC", "TT", "GB", "US", "DE", ""))
        rows.add("sources_publisher", number, name, domain, country, kind, number % 10 == 3, own)
        made.append((number, name, domain, own))
    return made


def _topics(
    rows: Rows, dice: random.Random, vocabulary: words.Vocabulary
) -> list[tuple[int, str, str]]:
    made: list[tuple[int, str, str]] = []
    names: set[str] = set()
    for number in range(1, TOPICS + 1):
        name = " ".join(dice.sample(vocabulary.large[:3000], 2)).capitalize()
        while name in names:
            name = " ".join(dice.sample(vocabulary.large[:3000], 2)).capitalize()
        names.add(name)
        slug = f"{words.slug(name)[:90]}-{number}"
        rows.add("claims_topic", number, name, slug)
        made.append((number, name, slug))
    return made
