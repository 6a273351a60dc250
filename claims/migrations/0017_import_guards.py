"""What PostgreSQL holds of imports: they stay as they came; and how names are compared."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = r"""
-- A folded name without hyphens, stops and quotes: "barack-obama" and "Barack Obama" are one.
-- Signs are listed, not classed: what PostgreSQL takes for a letter depends on its locale.
CREATE FUNCTION name_key(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(
    translate(folded, '.''"`’', ''), '[\s!-/:-@\[-`{-~\u00a0\u2010-\u2015،。、・]+', ' ', 'g')), ''),
    folded)
$$;

-- A key without the little words that addresses leave out.
CREATE FUNCTION bare_name(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(regexp_replace(
    ' ' || replace(key, ' ', '  ') || ' ', ' (a|an|the|of|for|and|in|on|at|to|de|la|el|los|y|do|da) ',
    ' ', 'g'), ' +', ' ', 'g')), ''), key)
$$;

-- Names that may be one person's share it: the first letter and the last word.
CREATE FUNCTION near_name(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(public.bare_name(key), 1) || ' ' || regexp_replace(public.bare_name(key), '^.* ', '')
$$;

CREATE INDEX alias_by_key ON sources_alias (name_key(folded));
CREATE INDEX alias_by_near_name ON sources_alias (near_name(name_key(folded)));

CREATE TRIGGER import_record_is_kept BEFORE UPDATE OR DELETE ON claims_importrecord
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'import_record_is_kept', 'From where a claim was brought in is never changed or deleted.');
CREATE TRIGGER import_note_is_kept BEFORE UPDATE OR DELETE ON claims_importnote
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'import_note_is_kept', 'What an import noted is never changed or deleted.');
CREATE TRIGGER imported_name_is_kept BEFORE UPDATE OR DELETE ON claims_importedspeaker
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'imported_name_is_kept', 'Whom a name stood for is never changed. Merge the two speakers.');
CREATE TRIGGER external_review_is_kept BEFORE UPDATE OR DELETE ON claims_externalreview
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'external_review_is_kept', 'What others concluded stays as it was noted, word for word.');

CREATE FUNCTION import_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.id, NEW.format, NEW.origin, NEW.mapping, NEW.mapping_sha256,
      NEW.file_name, NEW.file_sha256, NEW.file_size, NEW.asked_by_id, NEW.asked_at)
     IS DISTINCT FROM (OLD.id, OLD.format, OLD.origin, OLD.mapping, OLD.mapping_sha256,
      OLD.file_name, OLD.file_sha256, OLD.file_size, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'import_is_kept',
      MESSAGE = 'What was brought in, by whom and from which file, is never changed or deleted.';
  END IF;
  IF OLD.state = 'done' OR NEW.position < OLD.position THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'import_goes_forward',
      MESSAGE = 'An import goes on behind what it has done, and ends once.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER import_guard BEFORE UPDATE OR DELETE ON claims_importrun
  FOR EACH ROW EXECUTE FUNCTION import_guard();
"""

UNDO = """
DROP FUNCTION import_guard CASCADE;
DROP TRIGGER external_review_is_kept ON claims_externalreview;
DROP TRIGGER imported_name_is_kept ON claims_importedspeaker;
DROP TRIGGER import_note_is_kept ON claims_importnote;
DROP TRIGGER import_record_is_kept ON claims_importrecord;
DROP INDEX alias_by_near_name, alias_by_key;
DROP FUNCTION near_name, bare_name, name_key;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_imports")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("claims_importrun"),
        track("claims_importrecord", about=["claim_id"]),
        track("claims_importedspeaker"),
        track("claims_importnote"),
        track("claims_externalreview", about=["claim_id"]),
    ]
