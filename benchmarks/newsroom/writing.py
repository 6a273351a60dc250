"""The rows of a batch."""

from benchmarks.newsroom.articles import Body, Place, Source
from benchmarks.newsroom.desk import Desk
from benchmarks.newsroom.states import Claim, Evidence, Publication, Relation, Review
from benchmarks.newsroom.tables import Rows


def claims(made: list[Claim], desk: Desk) -> None:
    for claim in made:
        _claim(claim, desk)
        for review in claim.reviews:
            _review(review, claim, desk.rows)


def _claim(claim: Claim, desk: Desk) -> None:
    rows, statement, on = desk.rows, claim.statement, claim.said_on
    rows.add(
        *("claims_claim", claim.number, claim.text, statement.speaker.number, claim.nature),
        *(on["from"], on["to"], on["basis"], on["note"], statement.language, ""),
        *(claim.status, claim.attribution, claim.embargo_until, claim.withdrawn_reason),
        *(claim.withdrawn_wording, claim.revision, claim.added_by, claim.added_at),
    )
    for number, _, _ in claim.topics:
        rows.add("claims_claim_topics", claim.number, number)
    for each in claim.quantities:
        rows.add(
            *("claims_quantity", desk.next("quantity"), claim.number, each["low"], each["high"]),
            *(each["unit"], each["bound"], each["qualifier"], each["counted"], each["as_of"]),
        )
    for appearance in claim.appearances:
        translated = appearance.translated_from
        rows.add(
            *("claims_appearance", appearance.number, claim.number, appearance.source.number),
            *(statement.verb, statement.directness, statement.described_as),
            *(appearance.first_known, translated, "the newsroom" if translated else ""),
        )
        for position, hop in enumerate(appearance.relays, 1):
            rows.add(
                *("claims_relay", claim.number, appearance.number, position, hop["kind"]),
                *(hop["speaker"]["id"] if hop["speaker"] else None, hop["description"]),
                hop["verb"],
            )
        for place in appearance.places:
            _anchor(rows, claim, appearance.source, place, appearance.number, None)
    for hold in claim.holds:
        rows.add(
            *("claims_hold", claim.number, hold.kind, hold.reason, hold.set_by, hold.set_at),
            *(hold.lifted_at, hold.approval),
        )


def _anchor(
    rows: Rows,
    claim: Claim,
    source: Source,
    place: Place,
    appearance: int | None,
    evidence: int | None,
) -> None:
    quote = source.quote(place)
    rows.add(
        *("claims_anchor", claim.number, appearance, evidence, source.number, quote["exact"]),
        *(quote["prefix"], quote["suffix"], *place),
    )


def _review(review: Review, claim: Claim, rows: Rows) -> None:
    reply: Body = review.reply
    rows.add(
        *("claims_review", review.number, claim.number, review.within, review.state),
        *(review.opening, review.reviewer, review.opened_at, review.closed_at, review.reason),
        *(review.reason_kind, review.summary, review.rationale, "markdown", review.would_settle),
        reply["asked"],
        *(reply["asked_on"], reply["how"], reply["answer"], reply["not_sought"], "[]"),
    )
    for round_ in review.rounds:
        rows.add(
            *("claims_round", round_.number, review.number, claim.number, round_.within),
            *(round_.status, round_.attribution, round_.body, round_.version),
            *(round_.proposed_by, round_.proposed_at, round_.authors, round_.outcome),
            *(round_.decided_by, round_.decided_at, round_.reason, False),
        )
    for number, piece in enumerate(review.evidence, start=1):
        _evidence(piece, number, claim, rows)


def _evidence(piece: Evidence, number: int, claim: Claim, rows: Rows) -> None:
    rows.add(
        *("claims_evidence", piece.number, piece.review.number, claim.number, number),
        *(
            piece.bears_on,
            piece.direction,
            piece.kind,
            piece.primary,
            piece.private,
            piece.description,
        ),
        *(piece.source.number if piece.source else None, piece.consulted_on, None),
        *(piece.contacted, "evidence/a-file.pdf" if piece.file_sha256 else ""),
        *(piece.file_sha256, piece.page, ""),
        *(piece.basis if piece.judged else "", piece.independence_reason),
        *(piece.added_by, piece.added_at),
        piece.copied_from,
    )
    for number in piece.inputs:
        rows.add("claims_evidence_inputs", piece.number, number)
    if piece.source is not None and piece.place is not None:
        _anchor(rows, claim, piece.source, piece.place, None, piece.number)


def relations(made: list[Relation], desk: Desk) -> None:
    for each in made:
        decided_at = each.suggested_at if each.decided_by else None
        desk.rows.add(
            *("claims_relation", each.one.number, each.other.number, each.kind, each.rationale),
            *(each.scope, each.state, "by hand" if each.score is None else "words"),
            *("" if each.score is None else "1", each.score, each.suggested_by),
            *(each.suggested_at, each.decided_by, decided_at, each.signed_in),
        )


def publications(made: list[Publication], desk: Desk) -> None:
    for row in made:
        desk.rows.add(
            *("claims_publication", row.number, row.claim, row.event, row.standing, row.at),
            *(row.body, row.salt, row.body_sha256, row.previous, row.sha256, row.round),
            *(row.conclusion, row.shown_until, row.withheld),
        )
        for each in row.content.get("quantities", ()):
            desk.rows.add(
                *("claims_publishedquantity", row.number, each["unit"], each["low"], each["high"])
            )
