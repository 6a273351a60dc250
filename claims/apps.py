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
        "replyrequest": "SELECT, INSERT, UPDATE",
        "replyletter": "SELECT, INSERT, UPDATE",
        "publication": "SELECT, INSERT",
        "hold": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_approval_id)",
        "conflict": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_id, lifted_reason)",
        "externalreview": "SELECT, INSERT, UPDATE (left_out)",
        "notice": "SELECT, INSERT, UPDATE (seen_at, mailed_at)",
        "batch": "SELECT, INSERT, UPDATE (stopped_at)",
        "batchitem": "SELECT, INSERT, UPDATE (outcome, sentence, at)",
        "erasure": "SELECT",
        "erasuresearch": "SELECT, INSERT, UPDATE, DELETE",
        "erasurerun": "SELECT, INSERT, UPDATE",
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
