"""What PostgreSQL holds of candidates: they stand in their snapshot and are decided once."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE FUNCTION candidate_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  words text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_is_kept',
      MESSAGE = 'A candidate is rejected, never deleted: a rejection is remembered.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.snapshot_id, NEW.exact, NEW.places, NEW.key)
       IS DISTINCT FROM (OLD.id, OLD.snapshot_id, OLD.exact, OLD.places, OLD.key) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_keeps_its_words',
        MESSAGE = 'A candidate keeps its words and places; an edit makes another.';
    END IF;
    IF OLD.state IN ('accepted', 'replaced')
       OR OLD.state = 'rejected' AND NEW.state NOT IN ('pending', 'rejected') THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_decided_once',
        MESSAGE = 'This is decided already. A rejection can be taken back first.';
    END IF;
    RETURN NEW;
  END IF;
  SELECT text INTO words FROM sources_snapshot WHERE id = NEW.snapshot_id;
  IF NEW.exact = '' OR cardinality(NEW.places) = 0
     OR substr(words, NEW.places[1][1] + 1, NEW.places[1][2] - NEW.places[1][1]) <> NEW.exact
     OR EXISTS (SELECT FROM generate_subscripts(NEW.places, 1) i
                 WHERE NEW.places[i][1] >= NEW.places[i][2]
                    OR NEW.places[i][2] > char_length(words)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_stands_in_its_snapshot',
      MESSAGE = 'These words do not stand at that place in the snapshot.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER candidate_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_candidate
  FOR EACH ROW EXECUTE FUNCTION candidate_guard();
"""

UNDO = "DROP FUNCTION candidate_guard CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_inbox")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("claims_candidate", about=["claim_id"]),
        track("claims_candidate_made_from"),
    ]
