-- For the signer of the public log and whoever publishes: a hash of the last rows that the log took. After a restore new
-- rows have the numbers of lost ones, and not the same content. Many rows, as those of transactions that ended
-- around the moment of a backup may be lost although a later one is there. Of events nothing that an erasure changes.
-- lines, events: the numbers of the last; early: of lines after that.
-- Called by: application, signer.
CREATE OR REPLACE FUNCTION log_mark(lines bigint, early bigint[], events bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n',
    (SELECT string_agg(concat_ws(' ', 'line', id, line), E'\n' ORDER BY id) FROM newsroom_logentry
      WHERE id > lines - 200 AND id <= lines OR id = ANY (early)),
    (SELECT string_agg(concat_ws(' ', 'event', id, extract(epoch FROM at), transaction), E'\n' ORDER BY id)
       FROM newsroom_event WHERE id > events - 200 AND id <= events)), 'UTF8')), 'hex')
$$;
