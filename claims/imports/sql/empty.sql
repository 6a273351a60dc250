-- Before each batch and after it.
DELETE FROM import_rows;
DELETE FROM import_judged;
DELETE FROM import_names;
DELETE FROM import_unnamed;
DELETE FROM import_publishers;
DELETE FROM import_sources;
DELETE FROM import_made;
DELETE FROM import_new;
