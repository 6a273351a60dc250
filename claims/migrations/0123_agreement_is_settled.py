"""Who agreed and whether keys are asked for stand on the round, also on earlier ones."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0122_who_agreed")]

    operations = [
        # Rounds that are decided are never changed, so the guards are off meanwhile.
        migrations.RunSQL(
            """
            SELECT guards_of('claims_round', false);
            UPDATE claims_round d SET agreed = ARRAY(
              SELECT a.person_id FROM claims_assent a
               WHERE a.round_id = d.id AND a.version = d.version AND NOT EXISTS (
                 SELECT FROM claims_conflict c
                  WHERE c.claim_id = d.claim_id AND c.person_id = a.person_id AND c.declared_at <= d.decided_at
                    AND coalesce(c.lifted_at > d.decided_at, true))
               ORDER BY 1)
             WHERE outcome = 'signed' AND (panel <> '{}' OR second_sign_off);
            UPDATE claims_round d SET takes_keys = true
              FROM claims_review r JOIN claims_reviewpolicy p ON p.id = r.policy_id
             WHERE r.id = d.review_id AND p.signed_with_keys AND NOT EXISTS (
                 SELECT FROM claims_round earlier WHERE earlier.review_id = d.review_id
                    AND earlier.outcome = 'signed' AND earlier.number < d.number);
            SELECT guards_of('claims_round', true);
            """
        ),
        LoadSQL("claims", "review_policy", "c5a3be0835a0"),
        LoadSQL("claims", "signatures", "ec85e31c4bd8"),
        LoadSQL("claims", "conflicts", "009a07f144be"),
        # No release contains the function, so no running code calls it.
        migrations.RunSQL(
            "-- squawk-ignore ban-drop-function\nDROP FUNCTION IF EXISTS takes_keys(claims_round)"
        ),
    ]
