-- For triggers on rows that are never changed or deleted. Arguments: the rule's name, its sentence.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID);
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[0], MESSAGE = TG_ARGV[1];
END $$;
