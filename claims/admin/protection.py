"""Protecting a speaker: other people's claims that say the name are listed, and go offline too."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import connection
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Namesake, Publication
from claims.publication import protected_names
from newsroom.admin import fields
from newsroom.admin.forms import ReasonForm
from sources.models import Speaker

LISTED = 200  # hits that are listed, each with a tick
LATEST = 50  # claims taken offline that the speaker's page lists
LONGEST = 240  # characters of the words around a name

# Which of these texts say one of the names.
SAYING = """
SELECT t.place
  FROM unnest(%s::int[], %s::text[]) t(place, words),
       LATERAL (SELECT ' ' || name_words(t.words || ' ' || percent_decoded(t.words)) || ' ' w) folded
 WHERE EXISTS (SELECT FROM unnest(%s::text[]) name WHERE position(' ' || name || ' ' IN folded.w) > 0)
 ORDER BY 1
"""
# The speakers of that name, of the publications with these numbers, and how many claims each has.
NAMESAKES = """
SELECT s.id, s.name, s.description, counted.claims
  FROM (SELECT speaker_id, count(*) AS claims FROM claims_publication
         WHERE number = ANY (%s) GROUP BY 1) counted
  JOIN sources_speaker s ON s.id = counted.speaker_id
 WHERE EXISTS (SELECT FROM unnest(%s::text[]) name
                WHERE position(' ' || name || ' ' IN ' ' || name_words(s.name) || ' ') > 0)
 ORDER BY 4 DESC, 1
"""


class ProtectForm(ReasonForm):
    aside_template = "admin/claims/protection.html"
    # Empty at first: what describes a person until then mostly tells who it is.
    description = fields.line(
        gettext_lazy("Description"),
        most=500,
        help_text=gettext_lazy("All the public sees, such as “a survivor of the attack”."),
    )
    offline = fields.checkboxes(
        gettext_lazy("Take offline these claims of others that say the name"),
        help_text=gettext_lazy("Untick a claim that means another person: it stays public."),
    )
    # What was ticked when the form was opened: a claim that says the name since goes offline.
    listed = forms.CharField(widget=forms.HiddenInput(), required=False)
    namesakes = fields.checkboxes(
        gettext_lazy("Leave public all claims of"),
        help_text=gettext_lazy("Other speakers of that name."),
    )
    further = fields.line(
        gettext_lazy("Leave public these claims too"),
        most=5000,
        required=False,
        help_text=gettext_lazy("Numbers of claims that are not in the list, with spaces between."),
    )
    field_order = ["description", "offline", "namesakes", "further", "listed", "reason"]

    def prepare(self) -> None:
        self.hits = protected_names.hits(self.subject.pk)
        self.names = protected_names.names_to_find(self.subject.pk)
        shown = dict(list(self.hits.items())[:LISTED])
        same_name = _namesakes(list(self.hits.values()), self.names)
        fields.hide_optional(self.fields["offline"])
        self._offer("offline", list(labels(shown, self.names)))
        self._offer("namesakes", [(str(number), label) for number, label in same_name])
        self.initial["offline"] = [str(number) for number in shown]
        self.initial["listed"] = " ".join(map(str, shown))
        if len(self.hits) <= LISTED:
            del self.fields["further"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields[name]

    def aside(self) -> dict[str, Any]:
        return {
            "names": self.names,
            "own": len(protected_names.naming(protected_names.merged_with(self.subject.pk))),
            "hits": len(self.hits),
            "listed": min(len(self.hits), LISTED),
        }

    def clean_further(self) -> set[int]:
        numbers = numbers_in(self.cleaned_data["further"])
        if unknown := sorted(numbers - self.hits.keys()):
            raise forms.ValidationError(
                _("Not a public claim that says the name: %(numbers)s."),
                params={"numbers": ", ".join(map(str, unknown))},
            )
        return numbers

    def arguments(self) -> dict[str, Any]:
        data = dict(super().arguments())
        ticked = {int(number) for number in data.get("offline", [])}
        left = numbers_in(data.get("listed", "")) - ticked
        left |= data.get("further") or set()
        if speakers := [int(number) for number in data.get("namesakes", [])]:
            rows = Publication.objects.filter(pk__in=self.hits.values(), speaker__in=speakers)
            left |= set(rows.values_list("claim", flat=True))
        return {
            "description": data["description"],
            "reason": data["reason"],
            "left_public": left & self.hits.keys(),
        }


def numbers_in(text: str) -> set[int]:
    return {int(word) for word in re.findall(r"[0-9]{1,18}", text, re.ASCII)}


def labels(shown: dict[int, int], names: list[str]) -> Iterator[tuple[str, SafeString]]:
    """For each claim its number, with its wording and the words around the name."""
    claims = Claim.objects.select_related("speaker").in_bulk(list(shown))
    around = _around(shown, names)
    for number, publication in shown.items():
        claim = claims[number]
        yield (
            str(number),
            format_html(
                '<a href="{}" target="_blank">{}.</a> {} <span class="desk-small">— {}: {}</span>',
                reverse("admin:claims_claim_change", args=[number]),
                number,
                claim.text,
                claim.speaker,
                around.get(publication, "…"),
            ),
        )


def _around(shown: dict[int, int], names: list[str]) -> dict[int, str]:
    """By publication: the sentence in which it first says one of the names."""
    rows = Publication.objects.filter(pk__in=shown.values()).values_list("pk", "body")
    texts = [(number, text) for number, body in rows for text in _texts(json.loads(body))]
    found = _first_saying(texts, names)
    sentences = [
        (number, sentence)
        for number, text in found.items()
        for sentence in re.split(r"(?<=[.!?…])\s+|\n", text)
    ]
    return {
        number: text[:LONGEST] for number, text in (found | _first_saying(sentences, names)).items()
    }


def _first_saying(texts: list[tuple[int, str]], names: list[str]) -> dict[int, str]:
    if not texts:
        return {}
    with connection.cursor() as cursor:
        places = list(range(len(texts)))
        cursor.execute(SAYING, [places, [text for _number, text in texts], names])
        saying = [texts[place] for (place,) in cursor.fetchall()]
    return dict(reversed(saying))


def _texts(part: Any) -> Iterator[str]:
    """Every text in a body; the longest are what a reader reads first."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key in sorted(part, key=lambda key: (key not in ("text", "summary", "rationale"), key)):
            yield from _texts(part[key])
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)


def _namesakes(publications: list[int], names: list[str]) -> list[tuple[int, str]]:
    if not publications:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NAMESAKES, [publications, names])
        return [
            (number, f"{name}{description and f', {description}'} ({claims})")
            for number, name, description, claims in cursor.fetchall()
        ]


@dataclass(frozen=True)
class ClaimsOfOthers:
    """Other people's claims that say a protected speaker's name, as the speaker's page lists them."""

    offline: int
    latest_offline: list[Claim]
    left_public: list[Namesake]


def claims_of_others(speaker: Speaker) -> ClaimsOfOthers | None:
    if not speaker.protected:
        return None
    ids = protected_names.merged_with(speaker.pk)
    own = Publication.objects.filter(speakers__overlap=ids)
    hidden = (
        Claim.objects.filter(
            publications__shown_until__isnull=True, publications__standing="hidden"
        )
        .filter(publications__protected_names__name__speaker__in=ids)
        .exclude(publications__in=own)
        .distinct()
        .order_by("-pk")
    )
    left = Namesake.objects.filter(speaker__in=ids).select_related(
        "claim", "recorded_by", "approval__requested_by"
    )
    return ClaimsOfOthers(
        hidden.count(), list(hidden.select_related("speaker")[:LATEST]), list(left[:100])
    )
