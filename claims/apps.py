from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = _("Claims")
    # What the application's database role may do to our tables; see newsroom/privileges.py.
    # The guards decide when a row that may be deleted may be: never once it is proposed.
    application_may = {
        "appearance": "SELECT, INSERT, UPDATE, DELETE",
        "anchor": "SELECT, INSERT, UPDATE, DELETE",
        "relay": "SELECT, INSERT, UPDATE, DELETE",
        "quantity": "SELECT, INSERT, UPDATE, DELETE",
        "evidence": "SELECT, INSERT, UPDATE, DELETE",
        "evidence_inputs": "SELECT, INSERT, UPDATE, DELETE",
        "claim_topics": "SELECT, INSERT, DELETE",
        "candidate_made_from": "SELECT, INSERT",
        "replyrequest": (
            "SELECT, INSERT,"
            " UPDATE (state, answered_on, answer, file_name, file_sha256, left_out, deadline, sent_at)"
        ),
        "replyletter": "SELECT, INSERT, UPDATE (mailed_at, failed_at)",
        "publication": "SELECT, INSERT (claim_id, event)",
        "review": (
            "SELECT, INSERT, UPDATE (state, reviewer_id, handed_in_at, returned_for, closed_at, reason,"
            " reason_kind, notice_after, summary, rationale, would_settle, reply_not_sought,"
            " reply_not_awaited, harms)"
        ),
        "relation": (
            "SELECT, INSERT, UPDATE (rationale, scope, state, method, method_version, score,"
            " suggested_by_id, suggested_at, decided_by_id, decided_at, signed_in_id)"
        ),
        "importrun": (
            "SELECT, INSERT, UPDATE (raw_name, state, message, position, quantities_read_to, part_done,"
            " rows_made, rows_known, rows_refused, speakers_made, speakers_matched, speakers_unsure,"
            " finished_at)"
        ),
        "hold": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_approval_id)",
        "conflict": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_id, lifted_reason)",
        "externalreview": "SELECT, INSERT, UPDATE (left_out)",
        "notice": "SELECT, INSERT, UPDATE (seen_at, mailed_at)",
        "batch": "SELECT, INSERT, UPDATE (stopped_at)",
        "batchitem": "SELECT, INSERT, UPDATE (outcome, sentence, at)",
        "erasure": "SELECT",
        "erasuresearch": (
            "SELECT, INSERT, DELETE,"
            " UPDATE (state, message, reading, tables_read, tables, finished_at, sealed, approval_id)"
        ),
        "erasurerun": "SELECT, INSERT, UPDATE (state, message, finished_at)",
        "erasedpublication": "SELECT",
        "logahead": "SELECT, INSERT",
        "epoch": "SELECT, INSERT",
        "protectednameuse": "SELECT",
        "publicationwords": "SELECT",
        "publicationsource": "SELECT",
        "publicationpublisher": "SELECT",
        "publishedtopic": "SELECT",
        "publicationtopic": "SELECT",
        "assent": "SELECT, INSERT",
        "dossier": "SELECT, INSERT, UPDATE",
        "dossieredition": "SELECT, INSERT",
        "label": "SELECT, INSERT, UPDATE",
        "listening": "SELECT, INSERT, DELETE",
        "labeledition": "SELECT, INSERT",
        "synonyms": "SELECT, INSERT, UPDATE",
        "reviewpolicy": "SELECT",
        "signature": "SELECT, INSERT",
        "translation": "SELECT, INSERT",
        "claimtoshow": "SELECT, INSERT, DELETE",
        "publishedquantity": "SELECT",
        "claimtomatch": "SELECT, INSERT, DELETE",
        "claimvector": "SELECT, INSERT, DELETE",
        "matchword": "SELECT, INSERT, UPDATE, DELETE",
        "matchposting": "SELECT, INSERT, UPDATE, DELETE",
        "deliveryattempt": "SELECT, INSERT",
        "exportrow": "SELECT",
        "importrecord": "SELECT, INSERT",
        "importedspeaker": "SELECT, INSERT",
        "importnote": "SELECT, INSERT",
        "searchwords": "SELECT",
        "namesake": "SELECT, INSERT",
        "note": "SELECT, INSERT",
        "savedview": "SELECT, INSERT, UPDATE, DELETE",
        "savedsearch": "SELECT, INSERT, UPDATE, DELETE",
        "subscription": "SELECT, INSERT, UPDATE, DELETE",
        "readersending": "SELECT, INSERT, DELETE",
    }
    # Columns that the role of the log's signer reads, of each model.
    signer_reads = {
        "publication": (
            *("number", "published_at", "claim_id", "event", "standing"),
            *("body_sha256", "previous_sha256", "sha256", "withheld"),
        ),
        "logahead": ("id", "origin", "size", "root"),
        "epoch": ("ahead_id", "origin", "last", "after"),
    }
