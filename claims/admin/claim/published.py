"""The published version of a claim on its page, compared with the working one."""

import json
from typing import Any

from django.conf import settings

from claims.admin.claim.existing_rows import if_any
from claims.admin.claim.state import ClaimState
from claims.choices import Standing
from claims.models import Publication, Translation
from claims.presentation.prose import compare


def published_version(state: ClaimState) -> dict[str, Any] | None:
    """The published version compared with the working one; None where it was never published."""
    current = state.current
    if current is None:
        return None
    is_shown = current.standing != Standing.HIDDEN and not current.withheld
    shown = json.loads(current.body) if is_shown else {}
    working: dict[str, Any] = {}
    if is_shown:
        working = json.loads(state.working.body)
    # Signers, translations and the reason for a reopening belong to the publication, not to the claim.
    own = ("signed", "reason", "translations")
    rows = compare({k: v for k, v in shown.items() if k not in own}, working)
    translations, names = shown.get("translations", ()), dict(settings.LANGUAGES)
    present = {each["language"] for each in translations}
    is_read = current.standing != Standing.WITHDRAWN
    return {
        "current": current,
        "on_site": is_on_site(current),
        "is_compared": bool(rows) and is_read,
        "withdrawal_notice": shown if current.standing == Standing.WITHDRAWN else None,
        "changes": [row for row in rows if not row.same],
        "languages": [names.get(each["language"], each["language"]) for each in translations],
        "outdated": [
            names.get(code, code)
            for code in sorted(_translated_before(state) - present if rows and is_read else ())
        ],
    }


def _translated_before(state: ClaimState) -> set[str]:
    rows = if_any(
        state.claim, Translation, lambda: Translation.objects.filter(claim=state.claim).order_by()
    )
    return {each.language for each in rows}


def is_on_site(current: Publication | None) -> bool:
    """Whether the claim of this latest publication has a public page."""
    if current is None or current.standing == Standing.HIDDEN:
        return False
    return current.standing == Standing.WITHDRAWN or not current.withheld
