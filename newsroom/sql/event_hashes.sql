-- For the signer of the public log, which reads no event: the hash of each, of all that it states.
-- Called by: owner, signer.
CREATE OR REPLACE FUNCTION event_hashes(after bigint, up_to bigint, most integer)
RETURNS TABLE (event bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT e.id, sha256(convert_to(jsonb_build_array(
           e.id, e.at, e.transaction, e."table", e."row", e.action, e.old, e.new, e.about,
           e.actor_id, e.actor, e.via, e.reason, e.database_role)::text, 'UTF8'))
    FROM newsroom_event e WHERE e.id > after AND e.id <= up_to ORDER BY e.id LIMIT most
$$;
