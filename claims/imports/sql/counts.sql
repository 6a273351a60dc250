-- How many speakers were made and how many matched.
SELECT count(*) FILTER (WHERE outcome <> 'matched'), count(*) FILTER (WHERE outcome = 'matched')
  FROM import_names WHERE fresh;
