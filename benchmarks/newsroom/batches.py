"""A batch: about a hundred claims with their sources, generated step by step and then written."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from benchmarks.newsroom import articles, lives, people, words, writing
from benchmarks.newsroom.articles import Source, Statement
from benchmarks.newsroom.desk import Desk
from benchmarks.newsroom.people import EDITORS, REPORTERS, Post, Speaker
from benchmarks.newsroom.plan import Plan
from benchmarks.newsroom.states import Appearance, Claim, Relation
from benchmarks.newsroom.tables import Rows

KINDS = ("contradicts", "supports", "repeats", "updates", "narrows", "corrects")
UNNAMED = {
    "anonymous": "an official who asked not to be named",
    "unattributed": "nobody in particular",
    "article": "the article itself",
}


def play(plan: Plan, rows: Rows) -> Iterator[int]:
    """Make everything; yields the number of claims after each batch."""
    desk = Desk(people.make(plan, rows), rows)
    for number in range(plan.batches):
        _Batch(plan, desk, number).run()
        yield plan.share(plan.claims, number).stop - 1


class _Batch:
    def __init__(self, plan: Plan, desk: Desk, number: int) -> None:
        self.plan, self.desk, self.number = plan, desk, number
        self.dice = desk.dice = plan.random("batch", number)
        self.begins = desk.now = plan.moment(number)
        self.window = plan.moment(number + 1) - self.begins

    def run(self) -> None:
        plan, desk, dice = self.plan, self.desk, self.dice
        sources = articles.sources(
            plan.share(plan.sources, self.number), desk.cast, dice, self.begins, self.window
        )
        originals = [source for source in sources if source.origin is None]
        # A few articles have very many statements, most a handful.
        weights = [dice.paretovariate(1.6) for _ in originals]
        homes = dice.choices(originals, weights, k=len(plan.share(plan.claims, self.number)))
        unnamed: dict[tuple[int, str], Speaker] = {}
        statements = [
            self._statement(number, home, unnamed)
            for number, home in zip(plan.share(plan.claims, self.number), homes, strict=True)
        ]
        articles.compose(sources, statements, desk.cast, dice)
        articles.write(sources, desk.cast, dice, desk.rows)
        desk.sources = {source.number: source for source in sources}
        desk.originals = originals
        claims = [self._claim(statement) for statement in statements]
        desk.claims = {claim.number: claim for claim in claims}
        desk.published = []
        last = self.number == plan.batches - 1
        relations = [] if last else self._relations(claims)
        self._live(claims, last)
        writing.claims(claims, desk)
        writing.relations(relations, desk)
        writing.publications(desk.published, desk)

    # Statements

    def _statement(
        self, number: int, home: Source, unnamed: dict[tuple[int, str], Speaker]
    ) -> Statement:
        dice, cast = self.dice, self.desk.cast
        vocabulary = cast.vocabularies[home.language]
        value = round(dice.lognormvariate(5, 2)) + 1 if dice.random() < 0.35 else None
        sentence = vocabulary.sentence(dice, str(value) if value else "")
        speaker, described_as = self._speaker(home, unnamed)
        if dice.random() < 0.08:
            other = dice.choices(cast.speakers, cum_weights=cast.speaking)[0]
            if not other.protected:
                sentence += f" {other.name}"
        return Statement(
            number,
            speaker,
            home.language,
            sentence,
            value,
            dice.choices(("direct", "indirect", "mixed"), (55, 35, 10))[0],
            dice.choice(words.VERBS),
            described_as,
            home,
        )

    def _speaker(
        self, home: Source, unnamed: dict[tuple[int, str], Speaker]
    ) -> tuple[Speaker, str]:
        dice, cast = self.dice, self.desk.cast
        if dice.random() >= 0.06:
            return dice.choices(cast.speakers, cum_weights=cast.speaking)[0], ""
        # An article is a speaker only without a known publisher.
        kinds = ["anonymous", "unattributed", *(["article"] if home.publisher is None else [])]
        kind = dice.choice(kinds)
        described_as = UNNAMED[kind]
        if (home.number, kind) not in unnamed:
            number = self.plan.speakers + self.desk.next("unnamed")
            unnamed[home.number, kind] = Speaker(number, kind, "", described_as, stands_for=number)
            self.desk.rows.add(
                "sources_speaker", number, kind, "", None, described_as, False, "{}", home.number
            )
        return unnamed[home.number, kind], described_as

    # Claims

    def _claim(self, statement: Statement) -> Claim:
        dice, cast = self.dice, self.desk.cast
        first, last, basis = self._said_on(statement.home)
        topics = {
            topic[0]: topic
            for topic in dice.choices(
                cast.topics, cum_weights=cast.topical, k=dice.choice((0, 1, 1, 2, 3))
            )
        }
        claim = Claim(
            statement.number,
            statement,
            statement.sentence + ".",
            dice.choices(("fact", "opinion", "prediction"), (78, 14, 8))[0],
            {
                "from": first.isoformat() if first else None,
                "to": last.isoformat() if last else None,
                "basis": basis,
                "note": "From the dateline." if basis == "inferred" else "",
            },
            sorted(topics.values(), key=lambda topic: topic[1]),
            [self._quantity(statement.value)] if statement.value else [],
            None if statement.speaker.protected else _post_then(statement.speaker, first, last),
            dice.choice(REPORTERS),
            self.begins + self.window * (0.1 + 0.2 * dice.random()),
        )
        for number, places in statement.places.items():
            if number == statement.home.number or dice.random() < 0.5:
                self._appear(claim, number, places)
            else:
                claim.spare.append(number)
        return claim

    def _said_on(self, home: Source) -> tuple[date | None, date | None, str]:
        if self.dice.random() < 0.12:
            return None, None, "unknown"
        first = home.published_on - timedelta(days=self.dice.choice((0, 0, 1, 1, 2, 5, 30, 400)))
        long = timedelta(days=self.dice.choice((0, 0, 0, 0, 2, 6)))
        return first, first + long, self.dice.choice(("stated", "stated", "inferred"))

    def _quantity(self, value: int) -> articles.Body:
        high = value + (value // 10 if self.dice.random() < 0.1 else 0)
        return {
            "low": str(value),
            "high": str(high),
            "unit": self.dice.choice(words.UNITS),
            "bound": self.dice.choices(
                ("exactly", "at_least", "at_most", "about"), (70, 12, 5, 13)
            )[0],
            "qualifier": "known" if self.dice.random() < 0.1 else "",
            "counted": "",
            "as_of": None,
        }

    def _appear(self, claim: Claim, source: int, places: list[articles.Place]) -> None:
        dice = self.dice
        relays: list[articles.Body] = []
        if dice.random() < 0.25:
            relays.append(
                {"kind": "spokesperson", "speaker": None, "description": "a spokesperson",
                 "verb": "said"}
            )  # fmt: skip
        if dice.random() < 0.15:
            by = self.desk.cast.speaker(dice.choice(self.desk.cast.organisations))
            relays.append(
                {"kind": "wire", "speaker": {"id": by.number, "name": by.name},
                 "description": "", "verb": "reported"}
            )  # fmt: skip
        claim.appearances.append(
            Appearance(
                self.desk.next("appearance"),
                self.desk.sources[source],
                places,
                not claim.appearances and dice.random() < 0.4,
                "fr" if dice.random() < 0.04 else "",
                relays,
            )
        )

    # Relations, before any decision

    def _relations(self, claims: list[Claim]) -> list[Relation]:
        dice = self.dice
        made: dict[tuple[int, int, str], Relation] = {}
        for _ in range(len(claims) // 8):
            # Some claims have very many.
            one, other = (
                claims[int(len(claims) * dice.random() ** 3)], dice.choice(claims),
            )  # fmt: skip
            if one is other:
                continue
            kind = dice.choices(KINDS, (40, 15, 20, 15, 5, 5))[0]
            if kind == "contradicts" and one.number > other.number:
                one, other = other, one
            low, high = sorted((one.number, other.number))
            if (low, high, kind) in made:
                continue
            state = dice.choices(("confirmed", "suggested", "dismissed"), (60, 30, 10))[0]
            by_hand = dice.random() < 0.4
            relation = made[low, high, kind] = Relation(
                kind,
                one,
                other,
                self.desk.cast.vocabularies["en"].heading(dice) + ".",
                "the same count" if dice.random() < 0.5 else "",
                state,
                None if by_hand else round(dice.random(), 3),
                dice.choice(REPORTERS) if by_hand else None,
                self.begins + self.window * 0.3,
                None if state == "suggested" else dice.choice(EDITORS),
            )
            one.relations.append(relation)
            other.relations.append(relation)
        return list(made.values())

    # Reviews and publications

    def _live(self, claims: list[Claim], last: bool) -> None:
        dice, desk, plan = self.dice, self.desk, self.plan
        due = plan.publications * claims[-1].number // plan.claims
        wanted = max(0, due - desk.numbers["publication"])
        # Batches have more or fewer than planned; the last one makes up for it.
        public = min(len(claims) - len(claims) // 20, int(wanted / (1 if last else lives.ROWS)))
        stories = [
            *([lives.signed] * public if last else self._choose(lives.PUBLIC, public)),
            *self._choose(lives.QUIET, len(claims) - public),
        ]
        dice.shuffle(stories)
        turn = count()
        waiting: list[tuple[datetime, int, lives.Life]] = []
        for claim, story in zip(claims, stories, strict=True):
            if story is lives.untouched and dice.random() < 0.15:
                claim.nature = ""
            begins = self.begins + self.window * (0.3 + 0.2 * dice.random())
            waiting.append((begins, next(turn), story(desk, claim)))
        heapq.heapify(waiting)
        while waiting:
            desk.now, _, life = heapq.heappop(waiting)
            delay = next(life, None)
            if delay is not None:
                heapq.heappush(waiting, (desk.now + self.window * delay, next(turn), life))
        self._fill(claims, due)

    def _choose(self, stories: dict[lives.Story, float], number: int) -> list[lives.Story]:
        """In the first batch each at least once, so that no size lacks one."""
        first = list(stories) if self.number == 0 and number > 2 * len(stories) else []
        return first + self.dice.choices(
            list(stories), list(stories.values()), k=number - len(first)
        )

    def _fill(self, claims: list[Claim], due: int) -> None:
        """Two people supplement or correct what is signed, until the publications are enough."""
        signed = [claim for claim in claims if claim.listed and claim.public == "signed"]
        for _ in range(due - self.desk.numbers["publication"]):
            if not signed:
                return
            self.desk.now += self.window / 1000
            claim = self.dice.choice(signed)
            if not self.desk.supplement(claim):
                self.desk.correct(claim)


def _post_then(speaker: Speaker, first: date | None, last: date | None) -> Post | None:
    """The one that ``claims.publication.representation.role_then`` takes."""
    for post in speaker.posts:
        if first is None or last is None:
            if post.first is None and post.after is None:
                return post
        elif (post.first is None or post.first <= last) and (
            post.after is None or post.after > first
        ):
            return post
    return None
