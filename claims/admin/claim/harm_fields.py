"""Whom a conclusion could harm: the fields of the form by which it is proposed."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import REACHED
from claims.models import Claim, ReplyRequest
from claims.presentation.prose import day
from claims.workflow.harms import Harm
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from nlp.attribution.rules.french import FRENCH
from nlp.attribution.rules.spanish import SPANISH
from nlp.english import MONTHS, WEEKDAYS
from nlp.language import primary
from sources.choices import UNPOOLED

MOST = 8  # names that are offered
NOT_ASKED, HARMLESS = "not_asked", "harmless"
# Within a name: "Bank of England", "Ministerio de Obras".
BETWEEN = {
    "of",
    "the",
    "for",
    "and",
    "de",
    "del",
    "la",
    "las",
    "los",
    "y",
    "von",
    "van",
    "du",
    "des",
}
ARTICLES = {"the", *SPANISH.articles, *FRENCH.articles}
# Of a date, and what a sentence begins with before one: "In October", "El lunes".
DATES = {
    "en": {*MONTHS, *WEEKDAYS, "in", "on", "by", "since", "until", "from", "last"},
    "es": {*SPANISH.months, *SPANISH.weekdays, *SPANISH.prepositions, *SPANISH.articles},
    "fr": {*FRENCH.months, *FRENCH.weekdays, *FRENCH.prepositions, *FRENCH.articles},
}


def names_in(text: str, language: str) -> Iterator[str]:
    """What is capitalised as names are: a single word at the beginning of a sentence is none, nor is a date."""
    dates = DATES.get(primary(language), set())
    for name in _capitalised(text):
        if not {word.casefold() for word in name.split()} <= dates | BETWEEN:
            yield name


def _capitalised(text: str) -> Iterator[str]:
    name: list[str] = []
    starts = begins = True
    for written in [*text.split(), ""]:
        word = written.strip('.,;:!?…“”«»"()[]').removesuffix("’s").removesuffix("'s")
        if word[:1].isupper():
            if not name:
                begins = starts
            name.append(word)
        elif not (name and word in BETWEEN):
            yield from _whole(name, begins)
            name = []
        else:
            name.append(word)
        starts = written.endswith((".", "!", "?", ":"))
        if name and written[-1:] in {".", ",", ";", ":", "!", "?"}:
            yield from _whole(name, begins)
            name = []


def _whole(name: list[str], begins_sentence: bool) -> Iterator[str]:
    words = list(name)
    while words and words[-1] in BETWEEN:
        words.pop()
    if words and not (begins_sentence and len(words) == 1):
        yield " ".join(words)


def offered(claim: Claim, requests: Iterable[ReplyRequest]) -> list[str]:
    """The speaker, whom we asked, and the names in the wording, each once: "The Ministry" is "Ministry"."""
    speaker = claim.speaker
    named = [] if speaker.kind in UNPOOLED or speaker.protected else [speaker.name]
    found = [*named, *(each.addressee for each in requests), *names_in(claim.text, claim.language)]
    return list({_key(each): each for each in reversed(found)}.values())[::-1][:MOST]


def _key(name: str) -> str:
    first, _space, rest = name.casefold().partition(" ")
    return rest if rest and first in ARTICLES else name.casefold()


class HarmFields(DeskForm):
    """A mixin: “Nobody”, or for each of those offered whether it harms them and they were asked. Nothing is preselected."""

    harms_nobody = fields.checkbox(
        gettext_lazy("Nobody who can be identified"),
    )
    harms_other = fields.line(
        gettext_lazy("Somebody else whom it could harm"), required=False, most=300
    )
    harms_other_asked = fields.choice(
        gettext_lazy("Were they asked?"), [], initial="", required=False
    )
    harms_not_asked = fields.long(
        gettext_lazy("Why those whom it could harm were not asked"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Public, with their names."),
    )

    def prepare(self) -> None:
        super().prepare()
        claim = self.subject.claim
        requests = list(
            ReplyRequest.objects.filter(claim=claim, left_out=False, state__in=REACHED)[:MOST]
        )
        answers = [
            *((str(each.pk), _asked(each)) for each in requests),
            (NOT_ASKED, _("not asked, for the reason below")),
        ]
        self.names = offered(claim, requests)
        self.fields["harms_nobody"].help_text = _(
            "Whom does this harm? Whatever the rating: each person or body that it could harm is asked for a"
            " reply, or readers learn why not."
        )
        for at, name in enumerate(self.names):
            choices = [("", "—"), (HARMLESS, _("doesn’t harm them")), *answers]
            self.fields[f"harms_{at}"] = fields.choice(
                _("Could it harm %(name)s?") % {"name": name}, choices, initial="", required=False
            )
        self.fields["harms_other_asked"].choices = [("", "—"), *answers]  # type: ignore[attr-defined]
        for name in (*self._chosen_fields(), "harms_other", "harms_not_asked"):
            fields.hide_optional(self.fields[name])
        after = ["harms_nobody", *self._chosen_fields(), "harms_other", "harms_not_asked"]
        after.insert(-1, after.pop(after.index("harms_other_asked")))
        self.order_fields([*(each for each in self.fields if each not in after), *after])

    def _chosen_fields(self) -> list[str]:
        return [*(f"harms_{at}" for at in range(len(self.names))), "harms_other_asked"]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        found, nobody = list(self._harms(data)), data.get("harms_nobody")
        open_names = [each for each in self._chosen_fields()[:-1] if not data.get(each)]
        if bool(found) == bool(nobody) and (found or open_names == self._chosen_fields()[:-1]):
            self.add_error(
                "harms_nobody", _("Say whom it could harm, or that it harms nobody; not both.")
            )
        elif not nobody:
            for each in open_names:
                self.add_error(each, _("Say whether it could harm them."))
        if bool(data.get("harms_other")) != bool(data.get("harms_other_asked")):
            self.add_error("harms_other", _("Say who, and whether they were asked."))
        if any(not each["request"] and not each["not_asked"] for each in found):
            self.add_error("harms_not_asked", _("Say why they were not asked: readers see it."))
        return data

    def _harms(self, data: dict[str, Any]) -> Iterator[Harm]:
        names = [*self.names, data.get("harms_other", "")]
        for field, name in zip(self._chosen_fields(), names, strict=True):
            if (answer := data.get(field)) and answer != HARMLESS:
                is_asked = answer != NOT_ASKED
                reason = data.get("harms_not_asked", "")
                yield {
                    "whom": name,
                    "request": int(answer) if is_asked else None,
                    "not_asked": "" if is_asked else reason,
                }

    def arguments(self) -> dict[str, Any]:
        data = dict(super().arguments())
        harms = list(self._harms(data))
        return {
            **{name: value for name, value in data.items() if not name.startswith("harms_")},
            "harms": harms,
        }


def in_words(harms: Collection[Harm]) -> str:
    """By the proposer's word, for whoever signs it."""
    requests = ReplyRequest.objects.in_bulk([each["request"] for each in harms if each["request"]])
    found = [
        f"{each['whom']} ({_asked(requests[each['request']])})"
        if each["request"]
        else _("%(whom)s (not asked: %(not_asked)s)") % each
        for each in harms
    ]
    return "; ".join(found) or _("nobody, says who proposed it")


def _asked(request: ReplyRequest) -> str:
    on = request.sent_at.astimezone(ZoneInfo(request.time_zone)).date()
    return _("asked: %(whom)s, %(day)s") % {"whom": request.addressee, "day": day(on)}
