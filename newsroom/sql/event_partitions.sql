-- The history lies in a table for each range of numbers; newsroom_event is all of them. Numbers grow with time.

CREATE OR REPLACE FUNCTION events_per_partition() RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT 20000000::bigint $$;

-- Where the last range ends. An event with this number or a higher one would come into newsroom_event_rest.
CREATE OR REPLACE FUNCTION events_fit_below() RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''?(\d+)')::bigint)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = to_regclass('newsroom_event')
$$;

-- Makes partitions until three empty ones follow that of the last event, and returns how many. It does nothing where
-- they are there, so anybody who may call it can do no harm. Readers wait while a table is attached, which is made with
-- its indexes before; and it waits a second at most for them: who calls it tries again.
CREATE OR REPLACE FUNCTION make_event_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  size bigint := events_per_partition();
  last bigint := coalesce(pg_sequence_last_value(pg_get_serial_sequence('newsroom_event', 'id')), 0);
  below bigint := events_fit_below();
  next bigint;
  made integer := 0;
BEGIN
  IF below IS NULL OR to_regclass('newsroom_event_rest') IS NULL THEN
    RETURN 0;
  ELSIF below > last + 3 * size AND NOT EXISTS (SELECT FROM newsroom_event_rest) THEN
    RETURN 0;
  END IF;
  -- One at a time; whoever writes goes on.
  LOCK TABLE newsroom_event IN SHARE UPDATE EXCLUSIVE MODE;
  below := events_fit_below();
  -- Events that no range took: their table becomes the next range. It is read whole, and everybody waits.
  IF EXISTS (SELECT FROM newsroom_event_rest) THEN
    LOCK TABLE newsroom_event IN ACCESS EXCLUSIVE MODE;
    SELECT (greatest(max(id), last) / size + 1) * size INTO next FROM newsroom_event_rest;
    ALTER TABLE newsroom_event DETACH PARTITION newsroom_event_rest;
    EXECUTE format('ALTER TABLE newsroom_event_rest RENAME TO newsroom_event_below_%s', next);
    EXECUTE format('ALTER TABLE newsroom_event ATTACH PARTITION newsroom_event_below_%s FOR VALUES FROM (%s) TO (%1$s)',
                   next, below);
    CREATE TABLE newsroom_event_rest (LIKE newsroom_event INCLUDING ALL EXCLUDING IDENTITY);
    ALTER TABLE newsroom_event ATTACH PARTITION newsroom_event_rest DEFAULT;
    below := next;
    made := 1;
  END IF;
  WHILE below <= last + 3 * size LOOP
    next := below + size;
    EXECUTE format('CREATE TABLE newsroom_event_below_%s'
                   ' (LIKE newsroom_event INCLUDING ALL EXCLUDING IDENTITY)', next);
    EXECUTE format('ALTER TABLE newsroom_event ATTACH PARTITION newsroom_event_below_%s FOR VALUES FROM (%s) TO (%1$s)',
                   next, below);
    below := next;
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
