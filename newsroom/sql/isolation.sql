-- Guards lock rows and then read what others have just decided. At another isolation level they would read
-- what was so when the transaction began: a hold set since would not count.
CREATE OR REPLACE FUNCTION require_read_committed() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'guards_read_what_is_committed',
      MESSAGE = format('Nothing can be changed at the isolation level %s: the change would be checked against what was so earlier. Begin the transaction again at READ COMMITTED.',
                       upper(current_setting('transaction_isolation')));
  END IF;
END $$;

-- Who holds an advisory lock, in words. Of other users' sessions PostgreSQL shows only process and role.
CREATE OR REPLACE FUNCTION holders_of(key bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(string_agg(
           format('process %s of the database role %s', a.pid, a.usename)
           || coalesce(' since ' || to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS "UTC"'), ''), ', '),
         'a process that has just ended')
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.classid::bigint = (key >> 32) & 4294967295
     AND l.objid::bigint = key & 4294967295
$$;
