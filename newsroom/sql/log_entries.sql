-- What the public log states besides publications: a line for each, written by triggers. The signer puts them into
-- the log in the order of their numbers (claims/transparency/settled.py).

-- By triggers with the owner's rights. line: words with a space between them, the first of them what happened;
-- docs/log.md lists them. Everybody reads it, for good: no names, no reasons.
-- Called by: owner.
CREATE OR REPLACE FUNCTION write_to_log(line text) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO newsroom_logentry (line) VALUES (line)
$$;
