-- Every trigger function calls this first: a trigger function of this project, least of all one with the
-- owner's rights, must not run on a table that somebody else made.

-- Refuses a trigger on any table but these; without any, on a table outside the schema public.
CREATE OR REPLACE FUNCTION require_table(fired_on oid, VARIADIC tables regclass[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  fits boolean;
BEGIN
  IF tables = '{}' THEN
    fits := (SELECT relnamespace = 'public'::regnamespace FROM pg_class WHERE oid = fired_on);
  ELSE
    fits := fired_on = ANY (tables);
  END IF;
  IF fits IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'trigger_stays_on_its_table',
      MESSAGE = format('This trigger function belongs to other tables than %s.', fired_on::regclass);
  END IF;
END $$;
