"""The texts that there are have these limits too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0172_limits_of_texts")]

    operations = [
        ValidateConstraint("appearance", "texts_of_claims_appearance"),
        ValidateConstraint("candidate", "texts_of_claims_candidate"),
        ValidateConstraint("claim", "texts_of_claims_claim"),
        ValidateConstraint("conflict", "texts_of_claims_conflict"),
        ValidateConstraint("dossier", "texts_of_claims_dossier"),
        ValidateConstraint("dossieredition", "texts_of_claims_dossieredition"),
        ValidateConstraint("erasure", "texts_of_claims_erasure"),
        ValidateConstraint("errorreport", "texts_of_claims_readercorrection"),
        ValidateConstraint("evidence", "texts_of_claims_evidence"),
        ValidateConstraint("externalreview", "texts_of_claims_externalreview"),
        ValidateConstraint("hold", "texts_of_claims_hold"),
        ValidateConstraint("importedspeaker", "texts_of_claims_importedspeaker"),
        ValidateConstraint("importrecord", "texts_of_claims_importrecord"),
        ValidateConstraint("importrun", "texts_of_claims_importrun"),
        ValidateConstraint("label", "texts_of_claims_label"),
        ValidateConstraint("labeledition", "texts_of_claims_labeledition"),
        ValidateConstraint("note", "texts_of_claims_note"),
        ValidateConstraint("quantity", "texts_of_claims_quantity"),
        ValidateConstraint("readerrequest", "texts_of_claims_readerrequest"),
        ValidateConstraint("relation", "texts_of_claims_relation"),
        ValidateConstraint("relay", "texts_of_claims_relay"),
        ValidateConstraint("replyletter", "texts_of_claims_replyletter"),
        ValidateConstraint("replyrequest", "texts_of_claims_replyrequest"),
        ValidateConstraint("review", "texts_of_claims_review"),
        ValidateConstraint("reviewpolicy", "texts_of_claims_reviewpolicy"),
        ValidateConstraint("round", "texts_of_claims_round"),
        ValidateConstraint("savedsearch", "texts_of_claims_savedsearch"),
        ValidateConstraint("savedview", "texts_of_claims_savedview"),
        ValidateConstraint("subscription", "texts_of_claims_subscription"),
        ValidateConstraint("synonyms", "texts_of_claims_synonyms"),
        ValidateConstraint("topic", "texts_of_claims_topic"),
        ValidateConstraint("translation", "texts_of_claims_translation"),
        ValidateConstraint("webhook", "texts_of_claims_webhook"),
    ]
