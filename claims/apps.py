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
        "publication": "SELECT, INSERT",
        "publishedquantity": "SELECT",
        "deliveryattempt": "SELECT, INSERT",
        "exportrow": "SELECT",
        "importrecord": "SELECT, INSERT",
        "importedspeaker": "SELECT, INSERT",
        "importnote": "SELECT, INSERT",
        "searchwords": "SELECT",
        "note": "SELECT, INSERT",
        "savedview": "SELECT, INSERT, UPDATE, DELETE",
        "savedsearch": "SELECT, INSERT, UPDATE, DELETE",
    }
