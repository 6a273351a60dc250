"""The evidence of a review in progress: adding a piece, and changing what is said of one."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies, parts
from claims.api.authentication import MayReview
from claims.api.bodies import Body, RowNumber
from claims.api.writing import OF_A_CHANGE, OF_A_CLAIM, ClaimWriteView, describes
from claims.choices import Bears, Direction, EvidenceKind, ReviewState
from claims.formats import working_objects
from claims.models import Evidence
from claims.workflow import evidence
from newsroom import texts
from newsroom.errors import Refused
from newsroom.repeatable import Answer
from sources.choices import SourceKind
from sources.models import Publisher, Source

# A file is sent as a form.
KINDS = [each for each in EvidenceKind.choices if each[0] != EvidenceKind.FILE]
OF_ALL_KINDS = {
    *("kind", "bears_on", "direction", "description", "primary", "private"),
    "independence_reason",
}
WHY_INDEPENDENT = "Why it counts as independent where that is not established. Public; whoever signs, signs it too."
# Of each kind: what it needs, and what it may have.
NEEDED = {
    EvidenceKind.PASSAGE: {"snapshot", "quote"},
    EvidenceKind.RECORD: {"consulted_on"},
    EvidenceKind.CONTACT: {"contacted", "consulted_on"},
    EvidenceKind.CALCULATION: {"inputs"},
}
OPTIONAL = {
    EvidenceKind.RECORD: {"source", "new_source", "page", "timecode"},
    EvidenceKind.CONTACT: {"speaker"},
}


class UnloggedSource(Body):
    """A source that is not logged yet."""

    uri = bodies.text(2000, "Its address.", required=True)
    title = bodies.text(500, required=True)
    kind = bodies.word(SourceKind.choices, required=True)
    publisher = RowNumber(queryset=Publisher.objects.all(), required=False)


class Details(Body):
    """What may be changed of a piece of evidence, by its kind."""

    bears_on = bodies.word(Bears.choices, "Whether it was said, or whether it is true.")
    direction = bodies.word(Direction.choices)
    description = bodies.text(
        texts.LONG, "What it shows, in your own words. Public, unless private."
    )
    primary = bodies.flag("Whether it is the post, recording, transcript or document itself.")
    private = bodies.flag("Hidden from the public; a conclusion can't rest on it alone.")
    independence_reason = bodies.text(texts.LONG, WHY_INDEPENDENT)
    source = RowNumber(
        queryset=Source.objects.all(), required=False, help_text="Of a record: where it is from."
    )  # type: ignore[assignment]  # a field's own attribute
    page = bodies.text(50, "Of a record.")
    timecode = bodies.text(50, "Of a record.")
    consulted_on = bodies.day("Of a record or contact: the day.")
    contacted = bodies.text(300, "Of a contact: whom, and how.")
    speaker = parts.a_speaker("Of a contact: the same among the speakers.")


class NewEvidence(Details):
    """A passage, a record, a contact or a calculation."""

    kind = bodies.word(KINDS, "A file is sent as a multipart form.", required=True)
    bears_on = bodies.word(Bears.choices, "Whether it was said, or is true.", required=True)
    direction = bodies.word(Direction.choices, required=True)
    description = bodies.text(texts.LONG, "What it shows, in your own words.", required=True)
    snapshot = RowNumber(
        queryset=parts.snapshots(), required=False, help_text="Of a passage: the text quoted."
    )
    quote = parts.Place(required=False, help_text="Of a passage: its place.")
    new_source = UnloggedSource(required=False, help_text="Of a record, in the place of a source.")
    inputs = serializers.ListField(
        child=bodies.WholeNumber(),
        required=False,
        min_length=1,
        max_length=parts.MOST,
        help_text="Of a calculation: the numbers of the pieces that it is made from.",
    )

    def validate(self, attrs: Any) -> Any:
        kind = attrs["kind"]
        needed, optional = NEEDED[kind], OPTIONAL.get(kind, set())
        errors = {name: [_("This is needed.")] for name in sorted(needed - attrs.keys())}
        for name in sorted(attrs.keys() - needed - optional - OF_ALL_KINDS):
            errors[name] = [_("Evidence of this kind has no such field.")]
        if kind == EvidenceKind.RECORD and ("source" in attrs) == ("new_source" in attrs):
            errors["source"] = [_("Give a source's number or a new source: one of them.")]
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class FileEvidence(Body):
    """A document, picture, recording or film, stored unchanged; with a source, or what a new one states."""

    file = bodies.Upload(help_text="At most 50 MB. Its type is read from its bytes.")
    kind = bodies.word([(EvidenceKind.FILE, EvidenceKind.FILE)], "May be left out.")
    bears_on = bodies.word(Bears.choices, "Whether it was said, or is true.", required=True)
    direction = bodies.word(Direction.choices, required=True)
    description = bodies.text(texts.LONG, "What it shows, in your own words.", required=True)
    # A form has no booleans, only words for them.
    primary = serializers.BooleanField(
        required=False, help_text="Whether it is the post, recording or document itself."
    )
    private = serializers.BooleanField(
        required=False, help_text="Hidden from the public; a conclusion can't rest on it alone."
    )
    independence_reason = bodies.text(texts.LONG, WHY_INDEPENDENT)
    source = RowNumber(queryset=Source.objects.all(), required=False, help_text="Where it is from.")  # type: ignore[assignment]  # a field's own attribute
    new_title = bodies.text(500, "Of a source that is not logged yet, in the place of its number.")
    new_uri = bodies.text(2000, "Its address; without one the file's hash identifies it.")
    new_kind = bodies.word(SourceKind.choices, "Of a new source; a document unless stated.")
    new_publisher = RowNumber(queryset=Publisher.objects.all(), required=False)
    page = bodies.text(50)
    timecode = bodies.text(50)

    def validate(self, attrs: Any) -> Any:
        new = {name.removeprefix("new_"): attrs.pop(name) for name in OF_NEW if name in attrs}
        new = {name: each for name, each in new.items() if each not in ("", None)}
        if ("source" in attrs) == bool(new):
            sentence = _("Give a source's number or a new source: one of them.")
            raise serializers.ValidationError({"source": [sentence]})
        if new and "title" not in new:
            sentence = _("Enter the title of the new source.")
            raise serializers.ValidationError({"new_title": [sentence]})
        if new:
            attrs["new_source"] = {"kind": SourceKind.DOCUMENT, **new}
        return {**attrs, "kind": EvidenceKind.FILE}


OF_NEW = ("new_title", "new_uri", "new_kind", "new_publisher")


class ChangedEvidence(Details):
    """What is to change; what is left out stays."""

    def validate(self, attrs: Any) -> Any:
        if not attrs:
            raise serializers.ValidationError(_("Send at least one field to change."))
        return attrs


def arguments(claim_id: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """As the verb takes them. Raises Refused."""
    stated = dict(given)
    if file := stated.pop("file", None):
        stated["raw"] = file.read()
    if quote := stated.pop("quote", None):
        stated["place"] = parts.place_of(quote, stated["snapshot"])
    if numbers := stated.pop("inputs", None):
        rows = Evidence.objects.filter(claim=claim_id, review__state=ReviewState.OPEN)
        found = {each.number: each for each in rows.filter(number__in=numbers)}
        if missing := set(numbers) - found.keys():
            raise Refused(_("The review has no evidence E%(number)s."), number=min(missing))
        stated["inputs"] = tuple(found[number] for number in sorted(set(numbers)))
    return stated


class EvidenceList(ClaimWriteView):
    writing_permission = MayReview

    parser_classes = [bodies.JSONObjectParser, MultiPartParser]

    @describes(
        "working_claims_evidence_create",
        {"application/json": NewEvidence, "multipart/form-data": FileEvidence},
        working_objects.WorkingClaim,
        OF_A_CLAIM,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add evidence to the review in progress; a file as a multipart form.

        The claim in the answer has it last among its `evidence`, with the `number` by which it is
        changed and cited.
        """
        is_form = (request.content_type or "").startswith("multipart/")
        given = bodies.read(request, FileEvidence if is_form else NewEvidence)
        self.claim(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            evidence.add_evidence(pk, self.person, revision, **arguments(pk, given))
            return self.answer_with(pk, 201)

        return self.carry_out(given, do)


class EvidenceDetail(ClaimWriteView):
    http_method_names = ["patch", "options"]
    writing_permission = MayReview

    @describes(
        "working_claims_evidence_update",
        ChangedEvidence,
        working_objects.WorkingClaim,
        OF_A_CHANGE,
        code=200,
    )
    def patch(self, request: Request, pk: int, number: int) -> Response:
        """Change what is said of a piece of evidence. Another quote is another piece."""
        given = bodies.read(request, ChangedEvidence)
        self.claim(pk)
        piece = Evidence.objects.filter(
            claim=pk, review__state=ReviewState.OPEN, number=number
        ).first()
        if piece is None:
            raise Http404
        revision = self.expected_revision(is_needed=True)

        def do() -> Answer:
            evidence.edit_evidence(pk, self.person, piece.pk, revision, **given)
            return self.answer_with(pk, 200)

        return self.carry_out(given, do)
