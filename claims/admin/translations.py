"""What a request to publish a translation shows the second person: original and translation, side by side."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from claims.choices import RoundOutcome
from claims.models import Round
from claims.presentation.prose import Part, differing
from claims.workflow import translations
from newsroom.models import Approval


@dataclass(frozen=True)
class Side:
    """A part in both languages; where it replaces a signed translation, what differs is marked."""

    label: str
    original: str
    before: list[Part]
    after: list[Part]


def side_by_side(approval: Approval) -> dict[str, Any]:
    """Nothing for other requests."""
    requested = approval.payload.get("translation")
    if not requested:
        return {}
    signed = Round.objects.filter(
        claim=approval.subject_id, version=requested["of"], outcome=RoundOutcome.SIGNED
    ).first()
    original = json.loads(signed.body) if signed else {}
    present: dict[str, Any] = next(
        (
            each
            for each in original.get("translations", ())
            if each["language"] == requested["language"]
        ),
        {},
    )
    labels = {"text": _("Statement"), "summary": _("Summary"), "rationale": _("Rationale")}
    sides = [
        Side(
            label,
            original.get(name, ""),
            *(
                differing(present.get(name, ""), requested[name])
                if present
                else ([], [Part(requested[name], False)])
            ),
        )
        for name, label in labels.items()
        if requested[name]
    ]
    names = dict(settings.LANGUAGES)
    return {
        "translation_language": str(names.get(requested["language"], requested["language"])),
        "target_language": requested["language"],
        "sides": sides,
        # Not after an erasure, which leaves no hash of what was signed.
        "original_found": signed is not None,
        "numbers": translations.numbers_that_differ(original, requested) if signed else [],
    }
