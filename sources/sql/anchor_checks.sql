-- A check compares an anchor with another snapshot of the same source. The public reads what it found, so it
-- is not written by SQL alone. It is never changed or deleted; once, an editor settles what it means.
CREATE OR REPLACE FUNCTION anchor_check_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.settled_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_is_settled_once',
        MESSAGE = 'What this changed source means is settled already.';
    END IF;
    IF NOT is_owner_of(TG_RELID) AND NEW.settled_by_id IS NOT NULL
       AND (NEW.settled_by_id IS DISTINCT FROM acting_person() OR NOT is_editor(NEW.settled_by_id)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_is_settled_by_who_acts',
        MESSAGE = 'An editor says what a changed source means, in their own name.';
    END IF;
    RETURN NEW;
  END IF;
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_by_the_application',
      MESSAGE = 'Only the application itself states whether a source still has a quote.';
  END IF;
  IF NOT EXISTS (
    SELECT FROM sources_snapshot s JOIN sources_snapshot l ON l.source_id = s.source_id
     WHERE s.id = NEW.snapshot_id AND l.id = NEW.later_id
       AND NEW.start < NEW."end" AND NEW."end" <= char_length(s.text)
       AND coalesce(NEW.found_end, 0) <= char_length(l.text)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_is_within_the_source',
      MESSAGE = 'An anchor is checked against another snapshot of the same source.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER anchor_check_guard BEFORE INSERT OR UPDATE ON sources_anchorcheck
  FOR EACH ROW EXECUTE FUNCTION anchor_check_guard();
