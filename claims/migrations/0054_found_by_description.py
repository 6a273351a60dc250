"""Claims of speakers whom no text names are found by the words for them."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0053_roles_in_archives")]

    operations = [
        LoadSQL("claims", "claim_search", "c79676ff128c"),
        LoadSQL("claims", "publication_search", "344074da4fb5"),
        # What was there before. Nobody may change a publication, so the guard is off meanwhile.
        migrations.RunSQL(
            """
            SELECT update_search_words(ARRAY(
              SELECT c.id FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
               WHERE s.kind = 'anonymous'));
            ALTER TABLE claims_publication DISABLE TRIGGER publication_guard;
            UPDATE claims_publication p SET search = (publication_columns(p)).search
             WHERE number IN (SELECT publication_id FROM claims_exportrow
                               WHERE speaker_kind = 'anonymous' AND speaker_name = '');
            SET CONSTRAINTS ALL IMMEDIATE;
            ALTER TABLE claims_publication ENABLE TRIGGER publication_guard;
            """
        ),
    ]
