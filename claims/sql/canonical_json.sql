-- Canonical JSON (RFC 8785) of a value whose keys are ASCII and whose numbers are integers, as a body's are.
CREATE OR REPLACE FUNCTION canonical_json(part jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  CASE jsonb_typeof(part)
    WHEN 'object' THEN
      RETURN '{' || coalesce((
        SELECT string_agg(to_json(key) || ':' || CASE WHEN jsonb_typeof(value) IN ('object', 'array')
                                                      THEN canonical_json(value) ELSE value::text END,
                          ',' ORDER BY key COLLATE "C")
          FROM jsonb_each(part)), '') || '}';
    WHEN 'array' THEN
      RETURN '[' || coalesce((SELECT string_agg(canonical_json(value), ',' ORDER BY at)
                                FROM jsonb_array_elements(part) WITH ORDINALITY f(value, at)), '') || ']';
    ELSE
      RETURN part::text;
  END CASE;
END $$;
