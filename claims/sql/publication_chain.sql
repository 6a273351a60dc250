-- One transaction at a time adds to the chain of publications. The error after a long wait names who holds it.

CREATE OR REPLACE FUNCTION publication_chain_key() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtext('publication chain')::bigint
$$;

CREATE OR REPLACE FUNCTION refuse_busy_chain(waited text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_chain_is_free',
    MESSAGE = format('Another publication has been under way for more than %s, held by %s. Try again in a minute; if it stays so, whoever runs the server can end that process.',
                     waited, holders_of(publication_chain_key()));
END $$;

-- Until the transaction ends.
-- Called by: owner.
CREATE OR REPLACE FUNCTION lock_publication_chain() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(publication_chain_key());
EXCEPTION WHEN lock_not_available THEN
  PERFORM refuse_busy_chain(current_setting('lock_timeout'));
END $$;

-- Until whoever adds to it now has finished. The lock is a transaction's, in a block that is undone at once: a session's
-- would stay on a pooled connection, and keep all from publishing, where the statement is cancelled before it is given back.
CREATE OR REPLACE FUNCTION wait_for_publication_chain() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(publication_chain_key());
  RAISE EXCEPTION USING ERRCODE = 'FREED';
EXCEPTION
  WHEN lock_not_available THEN
    PERFORM refuse_busy_chain(current_setting('lock_timeout'));
  WHEN SQLSTATE 'FREED' THEN
    NULL;
END $$;
