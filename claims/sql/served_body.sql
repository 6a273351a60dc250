-- What of a publication may be served today.

-- Whether a relation may name the claim: its current publication is shown and has its wording.
CREATE OR REPLACE FUNCTION may_be_named(of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_publication
                  WHERE claim_id = of_claim AND shown_until IS NULL
                    AND NOT withheld AND text <> '')
$$;

-- A publication's body as it may be served today. A current one says nothing that is not public
-- (relations_public_at_both_ends), unless it waits to be published again; a past one may hold relations whose
-- other end was hidden since.
CREATE OR REPLACE FUNCTION served_body(body text, shown_until timestamptz, withheld boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN withheld THEN NULL
    -- In canonical JSON this is the key itself: within a string its quotes would be escaped.
    WHEN position('"relations":[]' IN body) > 0 THEN body
    WHEN shown_until IS NULL AND NOT EXISTS (SELECT FROM claims_claimtoshow) THEN body
    ELSE (
      SELECT CASE WHEN bool_and(named) IS NOT FALSE THEN body
                  ELSE jsonb_set(body::jsonb, '{relations}', coalesce(
                         jsonb_agg(r ORDER BY at) FILTER (WHERE named), '[]'))::text END
        FROM jsonb_array_elements(body::jsonb -> 'relations') WITH ORDINALITY f(r, at),
             LATERAL may_be_named((r ->> 'claim')::bigint) named)
  END
$$;
