-- Before each batch and after it. Nobody else writes into these tables until the batch is committed: what
-- came in between would be loaded in the name of whoever imports.
LOCK TABLE import_rows, import_judged, import_names, import_unnamed, import_publishers, import_sources,
           import_made, import_new IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM import_rows;
DELETE FROM import_judged;
DELETE FROM import_names;
DELETE FROM import_unnamed;
DELETE FROM import_publishers;
DELETE FROM import_sources;
DELETE FROM import_made;
DELETE FROM import_new;
