-- After each filling of a staging table, the statistics by which the next statements are planned. Left from
-- the batch before, or from a vacuum of the empty table, they say "one row", and 5,000 rows are then read
-- 5,000 times. By the owner's rights: before PostgreSQL 17 the application can't be given the right.
CREATE OR REPLACE FUNCTION analyze_staging(filled text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  CASE filled
    -- Only what is joined or grouped: the other columns may hold whole texts.
    WHEN 'import_rows' THEN ANALYZE import_rows (line, origin, external_id, source_url, home, speaker);
    WHEN 'import_publishers' THEN ANALYZE import_publishers;
    WHEN 'import_sources' THEN ANALYZE import_sources;
    WHEN 'import_names' THEN ANALYZE import_names;
    WHEN 'import_unnamed' THEN ANALYZE import_unnamed;
    WHEN 'import_new' THEN ANALYZE import_new;
    WHEN 'import_made' THEN ANALYZE import_made;
  END CASE;
END $$;
