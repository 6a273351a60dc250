-- One transaction at a time adds to the chain of publications. The error after a long wait names who holds it.

CREATE OR REPLACE FUNCTION publication_chain_key() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtext('publication chain')::bigint
$$;

-- Of other users' sessions PostgreSQL shows only process and role.
CREATE OR REPLACE FUNCTION refuse_busy_chain(waited text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  holders text;
BEGIN
  SELECT string_agg(
           format('process %s of the database role %s', a.pid, a.usename)
           || coalesce(' since ' || to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS "UTC"'), ''), ', ')
    INTO holders
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.classid::bigint = (publication_chain_key() >> 32) & 4294967295
     AND l.objid::bigint = publication_chain_key() & 4294967295;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_chain_is_free',
    MESSAGE = format('Another publication has been under way for more than %s, held by %s. Try again in a minute; if it stays so, whoever runs the server can end that process.',
                     waited, coalesce(holders, 'a process that has just ended'));
END $$;

-- Until the transaction ends.
CREATE OR REPLACE FUNCTION lock_publication_chain() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(publication_chain_key());
EXCEPTION WHEN lock_not_available THEN
  PERFORM refuse_busy_chain(current_setting('lock_timeout'));
END $$;

-- Until whoever adds to it now has finished.
CREATE OR REPLACE FUNCTION wait_for_publication_chain() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM pg_advisory_lock_shared(publication_chain_key());
  PERFORM pg_advisory_unlock_shared(publication_chain_key());
EXCEPTION WHEN lock_not_available THEN
  PERFORM refuse_busy_chain(current_setting('lock_timeout'));
END $$;
