-- Addresses that a row lists.

-- Whether each is a web address as the forms accept them: http or https, a host, no user name or password,
-- no spaces. The column limits their length.
CREATE OR REPLACE FUNCTION are_web_addresses(addresses text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (
    SELECT FROM unnest(addresses) a
     WHERE a IS NULL OR a !~* '^https?://[^\s/?#@\\\u0001-\u0020]+([/?#][^\s\u0001-\u0020]*)?$')
$$;
