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
