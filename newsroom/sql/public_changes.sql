-- What the public reads has changed: see newsroom/public_version.py.

-- Leaves the transaction's mark, once. A place that another transaction holds is passed over, never waited
-- for: whoever writes holds other locks by then. A number of a transaction may come again in a restored
-- database, but not with the same beginning.
CREATE OR REPLACE FUNCTION mark_public_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  present bigint := pg_current_xact_id()::text::bigint;
  place bigint;
BEGIN
  IF EXISTS (SELECT FROM newsroom_publicchange WHERE transaction = present AND began = now()) THEN
    RETURN NULL;
  END IF;
  -- In one snapshot a place may look free that is not.
  IF current_setting('transaction_isolation') = 'read committed' THEN
    SELECT id INTO place FROM newsroom_publicchange ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
  END IF;
  IF place IS NULL THEN
    INSERT INTO newsroom_publicchange (mark, transaction, began) VALUES (gen_random_uuid(), present, now());
  ELSE
    UPDATE newsroom_publicchange SET mark = gen_random_uuid(), transaction = present, began = now()
     WHERE id = place;
  END IF;
  RETURN NULL;
END $$;

-- Changes of this table may change what the public reads: public_tables.sql calls it.
-- Called by: owner.
CREATE OR REPLACE PROCEDURE watch_for_the_public(watched regclass)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE TRIGGER marks_public_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION mark_public_change()', watched);
END $$;
