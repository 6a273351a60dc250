-- Remove the rows that were imported before or occur twice, and return them.
WITH ranked AS (
  SELECT line, origin, external_id, sha256,
         row_number() OVER same AS nth, first_value(line) OVER same AS first
    FROM import_rows WINDOW same AS (PARTITION BY origin, external_id ORDER BY line)),
judged AS (
  INSERT INTO import_judged
  SELECT r.line, r.external_id,
         CASE WHEN r.nth > 1 OR u.file_sha256 = %(file)s AND k.line <> r.line THEN 'twice'
              WHEN k.sha256 = r.sha256 THEN 'known'
              ELSE 'differs' END,
         CASE WHEN r.nth > 1 THEN r.first ELSE k.line END
    FROM ranked r
    LEFT JOIN claims_importrecord k ON (k.origin, k.external_id) = (r.origin, r.external_id)
    LEFT JOIN claims_importrun u ON u.id = k.run_id
   WHERE r.nth > 1 OR k.id IS NOT NULL
  RETURNING *),
gone AS (DELETE FROM import_rows r USING judged j WHERE r.line = j.line)
SELECT line, external_id, verdict, other_line FROM judged ORDER BY line;
