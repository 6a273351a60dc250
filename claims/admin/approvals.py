"""Approvals: what one person requested, what it would change, and the second person's decision."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin import requests, restores, translations
from claims.admin.claim.translation_forms import READS_BOTH
from claims.admin.effects import Effect
from claims.admin.erasing import requests as erasure_requests
from claims.admin.erasing.actions import LOOK_AGAIN
from claims.admin.labels import untranslated
from claims.admin.new_names import effects_of_change
from claims.admin.protection_end import effect_of_another_person, effects_of_end
from claims.choices import REQUESTS_ON_CLAIMS, Attribution, HoldKind, ReplyState, Standing, Status
from claims.models import (
    Claim,
    DossierEdition,
    Erasure,
    ErasureRun,
    LabelEdition,
    Publication,
    Relation,
    ReplyRequest,
)
from claims.presentation.prose import Part, Row, differing, external_review_words
from claims.publication.publishing import signed_round
from claims.publication.takedowns import claims_quoting
from claims.workflow import approvals, erasure_runs, labels
from claims.workflow.translations import is_translation
from newsroom import approvals as deciding
from newsroom import signer_keys
from newsroom.admin import fields
from newsroom.admin.actions import Action, signed_in
from newsroom.admin.desk import column, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.admin.progress import ProgressAdmin
from newsroom.choices import ERASING, PEOPLE_KINDS, ApprovalKind, ApprovalOutcome, Role
from newsroom.models import Approval, HeldRole, User
from newsroom.quotation import quoted
from sources.models import Publisher, Snapshot, Speaker, Takedown


def details(approval: Approval) -> dict[str, Any]:
    """What it would change, for the page and before the decision."""
    return {
        "approval": approval,
        "rows": rows_of(approval),
        "answer_file": _answer_file(approval),
        "effects": effects_of(approval),
        **translations.side_by_side(approval),
    }


def _answer_file(approval: Approval) -> str:
    """The address of the file with an answer, which only editors read."""
    reply = approval.payload.get("reply", {})
    if not reply.get("file_name"):
        return ""
    return reverse("admin:claims_claim_answer", args=[approval.subject_id, reply["request"]])


class DetailsForm(DeskForm):
    aside_template = "admin/claims/approval_details.html"

    def aside(self) -> dict[str, Any]:
        return details(self.subject)


class ApproveForm(DetailsForm):
    """A translation needs the statement of whoever approves it."""

    reads_both = fields.checkbox(READS_BOTH)

    def prepare(self) -> None:
        if not is_translation(self.subject):
            del self.fields["reads_both"]


class DeclineForm(DetailsForm):
    answer = fields.long(gettext_lazy("Reason"))


def _open_to_another(approval: Approval, by: User) -> str | None:
    is_open = approval.outcome == ApprovalOutcome.OPEN
    return deciding.why_not_approve(approval, by) if is_open else None


def _run(approval: Approval) -> ErasureRun | None:
    return erasure_runs.latest_of(approval) if approval.kind in erasure_runs.BY_A_JOB else None


def _being_erased(approval: Approval) -> bool:
    run = _run(approval)
    return run is not None and run.finished_at is None


def _undecided(approval: Approval, by: User) -> str | None:
    return None if _being_erased(approval) else _open_to_another(approval, by)


def _approve(approval: Approval, by: User, data: dict[str, Any]) -> Any:
    if approval.kind in erasure_runs.BY_A_JOB:
        return erasure_runs.approve(approval.pk, by)
    return approvals.approve(approval.pk, by, **data)


def _approvable(approval: Approval, by: User) -> str | None:
    if _being_erased(approval):
        return None
    why_not = _open_to_another(approval, by)
    return erasure_requests.why_not_approve(approval) if why_not == "" else why_not


def _own(approval: Approval, by: User) -> str | None:
    is_open = approval.outcome == ApprovalOutcome.OPEN and not _being_erased(approval)
    return "" if is_open and approval.requested_by_id == by.pk else None


def _approved(approval: Approval | ErasureRun) -> Any:
    """Where the person gets a code, with its second half, shown this once."""
    if isinstance(approval, ErasureRun):
        return gettext_lazy("Approved. A job erases it; this page says how far it is.")
    if not (code := getattr(approval, "code", "")):
        return gettext_lazy("Approved and done.")
    sentence = gettext_lazy(
        "Approved. Your half of the code, shown only now: %(code)s. Tell it to the person; who"
        " requested this has the other half. They enter both at the sign-in page."
    )
    return sentence % {"code": code}


@admin.register(Approval)
class ApprovalAdmin(ProgressAdmin):
    when_empty = gettext_lazy("Nothing waits for a second person.")
    list_display = ("kind", "of", "reason", "requested_by", "requested_at", "standing")
    list_filter = ("outcome", "kind")
    list_select_related = ("requested_by",)
    page_template = "admin/claims/approval.html"
    state_template = "admin/claims/erasure_run_state.html"
    verbs = (
        Action(
            "approve",
            gettext_lazy("Approve"),
            "decide_approval",
            ApproveForm,
            _approve,
            _approvable,
            _approved,
            main=True,
            reauthenticate=True,
        ),
        Action(
            "decline",
            gettext_lazy("Decline"),
            "decide_approval",
            DeclineForm,
            lambda approval, by, data: deciding.decline(approval.pk, by, data["answer"]),
            _undecided,
            gettext_lazy("Declined. Whoever requested it got a notice, with your answer."),
        ),
        Action(
            "withdraw",
            gettext_lazy("Withdraw the request"),
            "request_approval",
            DetailsForm,
            lambda approval, by, data: deciding.withdraw(approval.pk, by),
            _own,
            gettext_lazy("The request is withdrawn."),
        ),
        LOOK_AGAIN,
    )

    standing = state_column(
        "outcome", open="info", done="success", declined="danger", withdrawn="default"
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).select_related("requested_by", "decided_by")
        found = requests.visible_to(signed_in(request), found)
        match = request.resolver_match
        is_list = match and match.url_name == self._named("changelist")
        return requests.with_subject(found) if is_list else found

    @column(gettext_lazy("subject"))
    def of(self, approval: Any) -> SafeString:
        return wrapped(f"{approval.subject_id}. {approval.subject_name or ''}")

    def page_context(self, request: HttpRequest, subject: Approval, by: User) -> dict[str, Any]:
        run = _run(subject)
        goes_on = run is not None and run.finished_at is None
        return {
            **details(subject),
            "run": run,
            "goes_on": goes_on,
            "erasure": Erasure.objects.filter(approval_id=subject.pk).first() if run else None,
            "step": erasure_runs.step_of(run.pk) if run and goes_on else None,
            "title": subject.get_kind_display(),
            "subject_url": _subject_url(subject),
        }


PAGES: dict[str, str] = {
    **dict.fromkeys(PEOPLE_KINDS, "newsroom_user"),
    **dict.fromkeys(REQUESTS_ON_CLAIMS, "claims_claim"),
    ApprovalKind.LIFT_TAKEDOWN: "sources_snapshot",
    ApprovalKind.ERASE_SOURCE: "sources_source",
    ApprovalKind.ERASE_REPORT: "claims_errorreport",
    ApprovalKind.ERASE_REQUEST: "claims_readerrequest",
    ApprovalKind.SIGN_DOSSIER: "claims_dossier",
    ApprovalKind.SIGN_LABEL: "claims_label",
    ApprovalKind.OPEN_EPOCH: "claims_logahead",
}


def _subject_url(approval: Approval) -> str:
    if approval.kind == ApprovalKind.ENROL_KEY:
        return reverse("admin:newsroom_signerkey_changelist")
    name = PAGES.get(ApprovalKind(approval.kind), "sources_speaker")
    return reverse(f"admin:{name}_change", args=[approval.subject_id])


def effects_of(approval: Approval) -> list[Effect]:
    """The claims that go offline or come back, while the request waits."""
    if approval.outcome != ApprovalOutcome.OPEN:
        return []
    match approval.kind:
        case ApprovalKind.UNPROTECT_SPEAKER:
            return effects_of_end(Speaker.objects.get(pk=approval.subject_id))
        case ApprovalKind.CHANGE_SPEAKER:
            return effects_of_change(approval, Speaker.objects.get(pk=approval.subject_id))
        case ApprovalKind.ANOTHER_PERSON:
            return [effect_of_another_person(approval)]
        case ApprovalKind.MERGE_SPEAKERS:
            both = (approval.subject_id, approval.payload["into"])
            return [_public_claims_of(Speaker.objects.get(pk=each)) for each in both]
    return []


def _public_claims_of(speaker: Speaker) -> Effect:
    found = Publication.objects.listed().filter(speaker=speaker.pk).order_by("-claim")
    return Effect(
        _("Public claims of %(name)s") % {"name": speaker},
        list(found.values_list("claim", flat=True)),
        _("Once merged, both names lead to them."),
    )


def rows_of(approval: Approval) -> list[Row]:
    """What it would change, as rows of label, before and after."""
    payload = approval.payload
    if approval.kind in PEOPLE_KINDS:
        return _person(approval)
    if made_by := OWN_ROWS.get(approval.kind):
        return made_by(approval)
    if approval.kind == ApprovalKind.ENROL_KEY:
        return _key(approval)
    if approval.kind in REQUESTS_ON_CLAIMS:
        claim = Claim.objects.get(pk=approval.subject_id)
        rows = [_row(_("Claim"), f"{claim.pk}. {claim.text}")]
        match approval.kind:
            case ApprovalKind.LIFT_HOLD:
                rows += _hold(approval, claim)
            case ApprovalKind.CORRECT:
                rows += _correction(claim, payload["changes"])
            case ApprovalKind.ANOTHER_PERSON:
                speaker = Speaker.objects.get(pk=payload["speaker"])
                rows.append(
                    _row(_("Means another person than"), f"{speaker}, {speaker.description}")
                )
            case _:
                rows += _supplement(payload)
        return rows
    if approval.kind == ApprovalKind.LIFT_TAKEDOWN:
        return _takedown(approval.subject_id)
    return _of_speaker(approval)


def _hold(approval: Approval, claim: Claim) -> list[Row]:
    kind = approval.payload["kind"]
    rows = [_row(_("Hold to lift"), str(HoldKind(kind).label))]
    # Once it is approved, the hold that it lifted.
    holds = claim.holds.filter(kind=kind).filter(
        Q(lifted_at__isnull=True) | Q(lifted_by_approval=approval)
    )
    hold = holds.select_related("set_by").order_by("lifted_at").first()
    if hold is not None:
        when = date_format(timezone.localtime(hold.set_at), "DATETIME_FORMAT")
        rows += [
            _row(_("Why it was set"), hold.reason),
            _row(_("Set by"), f"{hold.set_by}, {when}"),
        ]
    return rows


def _of_speaker(approval: Approval) -> list[Row]:
    payload = approval.payload
    speaker = Speaker.objects.get(pk=approval.subject_id)
    rows = [_row(_("Speaker"), str(speaker))]
    match approval.kind:
        case ApprovalKind.CHANGE_SPEAKER:
            rows += [
                Row(name, *differing(str(getattr(speaker, name)), str(value)))
                for name, value in payload.get("fields", {}).items()
            ]
            if alias := payload.get("alias"):
                rows.append(_row(_("Other names"), alias))
            if role := payload.get("role"):
                rows.append(_row(_("New role"), _post(role)))
        case ApprovalKind.UNPROTECT_SPEAKER:
            after = payload.get("description", speaker.description)
            rows.append(Row(_("Description"), *differing(speaker.description, after)))
        case ApprovalKind.MERGE_SPEAKERS:
            rows = [
                _row(label, ", ".join(filter(None, (str(each), each.description))))
                for label, each in (
                    (_("Speaker"), speaker),
                    (_("Merge into"), Speaker.objects.get(pk=payload["into"])),
                )
            ]
    return rows


def _person(approval: Approval) -> list[Row]:
    person = User.objects.get(pk=approval.subject_id)
    address = person.email or "—"
    rows = [_row(_("Person"), f"{person} ({person.get_username()})")]
    match approval.kind:
        case ApprovalKind.GRANT_ROLE:
            held = HeldRole.objects.filter(person=person).first()
            now = held.get_role_display() if held else "—"
            rows.append(Row(_("Role"), *differing(now, str(Role(approval.payload["role"]).label))))
            if approval.payload.get("second_sign_off"):
                rows.append(_row(_("Second sign-off"), _("gives it, such as a legal read")))
        case ApprovalKind.CHANGE_EMAIL:
            rows.append(Row(_("E-mail address"), *differing(address, approval.payload["email"])))
            return rows
        case _:
            rows.append(_row(_("What"), str(approval.get_kind_display())))
    return [*rows, _row(_("E-mail address"), address)]


def _key(approval: Approval) -> list[Row]:
    person = User.objects.get(pk=approval.subject_id)
    return [
        _row(_("Person"), f"{person} ({person.get_username()})"),
        _row(_("Passkey"), approval.payload["name"]),
        _row(
            _("Fingerprint, to compare with the person"),
            signer_keys.fingerprint(approval.payload["public_key"]),
        ),
    ]


def _dossier(approval: Approval) -> list[Row]:
    """Beside the latest edition."""
    signed = DossierEdition.objects.filter(dossier=approval.subject_id).first()
    payload = approval.payload
    before = (signed.title, signed.introduction, signed.claims) if signed else ("", "", [])
    found = Claim.objects.select_related("speaker").in_bulk([*before[2], *payload["claims"]])
    offline = set(Claim.objects.offline().filter(pk__in=found).values_list("pk", flat=True))
    again = Publication.objects.current().filter(claim__in=found, standing=Standing.UNDER_REVIEW)
    under_review = set(again.values_list("claim", flat=True))

    def listed(numbers: list[int]) -> str:
        return "\n".join(map(line, numbers))

    def line(number: int) -> str:
        if number not in found:
            return f"{number}."
        claim = found[number]
        states = [_("under review again")] if number in under_review else []
        states += [_("offline")] if number in offline else []
        shown = [str(claim.speaker), *(states or [claim.get_status_display()])]
        return f"{number}. {claim.text} ({', '.join(shown)})"

    return [
        Row(_("Title"), *differing(before[0], payload["title"])),
        Row(_("Introduction"), *differing(before[1], payload["introduction"])),
        Row(_("Claims, in this order"), *differing(listed(before[2]), listed(payload["claims"]))),
    ]


def _label(approval: Approval) -> list[Row]:
    """Beside the latest edition."""
    signed = LabelEdition.objects.filter(label=approval.subject_id).first()
    before = {name: getattr(signed, name) for name in labels.CONTENT} if signed else {}
    before["retired"] = signed is not None and signed.retired

    names = {code: str(name) for code, name in settings.LANGUAGES}

    def rows(content: Mapping[str, Any]) -> dict[str, str]:
        attribution, status = content.get("attribution"), content.get("status")
        value = content.get("value")
        place = _("%(value)s on a scale from %(worst)s to %(best)s")
        shown = {
            _("Name"): content.get("name", ""),
            _("Definition"): content.get("definition", ""),
            _("Attribution"): Attribution(attribution).word_and_public if attribution else "",
            _("Rating"): Status(status).word_and_public if status else "",
            _("Number on the scale"): place % content if value is not None else "",
            _("In use"): ""
            if not content.get("name")
            else _("no")
            if content["retired"]
            else _("yes"),
        }
        for each in content.get("translations", ()):
            shown[names[each["language"]]] = f"{each['name']}: {each['definition']}"
        return shown

    old, new = rows(before), rows(approval.payload)
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in {**new, **old}}
    missing = untranslated(new[_("Name")], approval.payload["translations"])
    return [
        *(Row(name, *differing(*pair)) for name, pair in pairs.items() if any(pair)),
        *(_row(_("Not translated"), sentence) for sentence in missing),
    ]


def _takedown(snapshot_id: int) -> list[Row]:
    snapshot = Snapshot.objects.without_text().select_related("source").get(pk=snapshot_id)
    rows = [_row(_("Snapshot to show again"), str(snapshot))]
    if latest := Takedown.objects.filter(snapshot=snapshot_id).first():
        rows.append(_row(_("Taken down because"), latest.reason))
    claims = Claim.objects.filter(pk__in=claims_quoting(snapshot_id)).order_by("pk")
    rows.append(
        _row(_("Claims that quote it"), "; ".join(f"{each.pk}. {each}" for each in claims) or "—")
    )
    return rows


def _row(label: str, words: str) -> Row:
    part = [Part(words, False)]
    return Row(label, part, part)


def _post(role: dict[str, Any]) -> str:
    at = Speaker.objects.filter(pk=role["organisation"]).first()
    parts = [
        role["title"],
        str(at) if at else "",
        role["first"] or "",
        role["last_exclusive"] or "",
    ]
    return ", ".join(part for part in parts if part)


def _correction(claim: Claim, changes: dict[str, str]) -> list[Row]:
    standing = signed_round(claim)
    signed = json.loads(standing.body) if standing else {}
    labels = {"text": _("Statement"), "summary": _("Summary"), "rationale": _("Rationale")}
    return [Row(labels[key], *differing(signed.get(key, ""), new)) for key, new in changes.items()]


def _supplement(payload: dict[str, Any]) -> list[Row]:
    if new := payload.get("appearance"):
        snapshot = Snapshot.objects.select_related("source").get(pk=new["snapshot"])
        quotes = " … ".join(quoted(place["exact"]) for place in new["places"])
        return [_row(_("New appearance in"), str(snapshot.source)), _row(_("Quote"), quotes)]
    if reply := payload.get("reply"):
        request = ReplyRequest.objects.get(pk=reply["request"])
        rows = [_row(_("Whom we asked"), str(request))]
        rows.append(_row(_("What became of it"), str(ReplyState(reply["state"]).label)))
        answered = reply.get("answer") or _("a file with the answer, for the newsroom alone")
        if reply["state"] == ReplyState.ANSWERED:
            rows.append(_row(_("Answer"), answered))
        return rows
    if "translation" in payload:
        return []  # side by side, below
    if review := payload.get("external_review"):
        publisher = Publisher.objects.get(pk=review["publisher"])
        conclusion = external_review_words(
            {"publisher": {"name": publisher.name}, **review["conclusion"]}
        )
        return [_row(_("What others concluded"), conclusion)]
    return _relation(payload)


def _relation(payload: dict[str, Any]) -> list[Row]:
    """Both claims in full: their first words may be the same."""
    found = Relation.objects.select_related("from_claim__speaker", "to_claim__speaker")
    relation = found.get(pk=payload["relation"])
    words = _("Claim %(first)d %(relation)s claim %(second)d") % {
        "first": relation.from_claim_id,
        "relation": relation.get_kind_display(),
        "second": relation.to_claim_id,
    }
    ends = [
        _row(_("Claim %(number)d") % {"number": claim.pk}, f"{claim.text} — {claim.speaker}")
        for claim in (relation.from_claim, relation.to_claim)
    ]
    return [
        _row(_("Relation"), words),
        *ends,
        _row(_("Rationale"), relation.rationale or "—"),
    ]


OWN_ROWS: dict[str, Callable[[Approval], list[Row]]] = {
    ApprovalKind.SIGN_DOSSIER: _dossier,
    ApprovalKind.SIGN_LABEL: _label,
    ApprovalKind.OPEN_EPOCH: restores.rows_of,
    **dict.fromkeys(ERASING, erasure_requests.rows_of),
}
