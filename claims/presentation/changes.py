"""What changed between two published versions of a claim: sentence by sentence, in them word by word."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from claims.presentation.prose import Part, Row, compare, differing
from claims.publication import rationale
from sources.anchors.sentences import sentences

# Why it was reopened and who signed are shown beside the changes.
_ELSEWHERE = ("reason", "reason_kind", "signed")
_CONCLUSION = ("status", "attribution", "label")
TRANSLATED = ("text", "summary", "rationale")


def public_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """The lines that differ, as readers see them; none where either is only a withdrawal notice."""
    if "status" not in before or "status" not in after:
        return []
    rows = compare(_as_read(before), _as_read(after), public=True)
    changed = (_changed_sentences(row) for row in rows if not row.same)
    return [row for row in changed if row is not None]


def corrected_translations(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The languages whose translation was replaced by another one, where the conclusion is the same."""
    if any(before.get(name) != after.get(name) for name in _CONCLUSION):
        return []
    earlier = {each["language"]: each for each in before.get("translations", ())}
    return [
        each["language"]
        for each in after.get("translations", ())
        if each["language"] in earlier
        and any(earlier[each["language"]].get(name) != each.get(name) for name in TRANSLATED)
    ]


def translation_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> list[Row]:
    """The lines of this translation that differ, and nothing else."""
    old, new = (
        {
            **after,
            "translations": [
                each for each in body.get("translations", ()) if each["language"] == language
            ],
        }
        for body in (before, after)
    )
    return public_changes(old, new)


def _as_read(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with its rationale in plain words, without marks and footnotes."""
    shown = {key: value for key, value in body.items() if key not in _ELSEWHERE}
    shown["rationale"] = rationale.as_words(body, marks=False)
    if "translations" in shown:
        shown["translations"] = [
            {**each, "rationale": rationale.as_words(each, marks=False)}
            for each in shown["translations"]
        ]
    return shown


def _changed_sentences(row: Row) -> Row | None:
    """Only those that one of the two lacks, with "…" where others are left out between them.

    None where only spaces and line ends differ.
    """
    olds, news = (_sentences(parts) for parts in (row.old, row.new))
    if olds == news:
        return None
    if not olds or not news or len(olds) + len(news) == 2:
        return row
    old: list[Part] = []
    new: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        found = differing(" ".join(olds[a:b]), " ".join(news[c:d]))
        for parts, more in zip((old, new), found, strict=True):
            parts.extend([Part(" … ", False), *more] if parts and more else more)
    return Row(row.label, old, new)


def _sentences(parts: list[Part]) -> list[str]:
    text = "".join(part.words for part in parts)
    return [" ".join(text[start:end].split()) for start, end in sentences(text, lines=True)]
