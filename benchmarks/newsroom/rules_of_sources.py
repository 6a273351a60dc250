"""Rules of people, speakers, sources and snapshots."""

QUERIES = {
    "approval_takes_two": """
        SELECT id FROM newsroom_approval WHERE outcome = 'done' AND requested_by_id = decided_by_id
           AND NOT one_person_is_enough()
    """,
    "approval_says_what_was_asked": """
        SELECT id FROM newsroom_approval WHERE kind IN ('supplement', 'correct', 'lift_hold')
           AND NOT payload ? CASE kind
               WHEN 'supplement' THEN 'appearance' WHEN 'correct' THEN 'changes' ELSE 'kind' END
    """,
    "snapshot_text_hash": """
        SELECT id FROM sources_snapshot
         WHERE text_sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex')
    """,
    "speaker_name_is_an_alias": """
        SELECT s.id FROM sources_speaker s
         WHERE s.kind IN ('person', 'organisation', 'group')
           AND NOT EXISTS (SELECT FROM sources_alias a
                            WHERE a.speaker_id = s.id AND a.folded = fold(s.name))
    """,
    "merge_makes_no_circle": """
        WITH RECURSIVE up(first, at) AS (
          SELECT merged_id, into_id FROM sources_speakermerge WHERE undone_at IS NULL
          UNION
          SELECT up.first, m.into_id FROM up JOIN sources_speakermerge m
              ON m.merged_id = up.at AND m.undone_at IS NULL)
        SELECT first FROM up WHERE first = at
    """,
    "merge_of_unnamed_speakers": """
        SELECT m.id FROM sources_speakermerge m
          JOIN sources_speaker s ON s.id IN (m.merged_id, m.into_id)
         WHERE s.kind IN ('anonymous', 'unattributed') OR s.kind = 'article' AND s.id = m.into_id
    """,
    "merged_are_protected_together": """
        SELECT m.id FROM sources_speakermerge m
          JOIN sources_speaker s ON s.id = m.merged_id JOIN sources_speaker t ON t.id = m.into_id
         WHERE m.undone_at IS NULL AND s.protected <> t.protected
    """,
    "syndication_makes_no_circle": """
        WITH RECURSIVE up(first, at) AS (
          SELECT id, syndicated_from_id FROM sources_source WHERE syndicated_from_id IS NOT NULL
          UNION
          SELECT up.first, s.syndicated_from_id FROM up JOIN sources_source s ON s.id = up.at
           WHERE s.syndicated_from_id IS NOT NULL)
        SELECT first FROM up WHERE first = at
    """,
    "voice_of_an_article_is_nobody_s": """
        SELECT v.id FROM sources_speaker v JOIN sources_source s ON s.id = v.source_id
         WHERE v.kind = 'article' AND s.publisher_id IS NOT NULL
    """,
    "takedown_is_published": """
        SELECT t.id, untold FROM sources_takedown t,
               LATERAL claims_with_outdated_takedowns(claims_quoting(t.snapshot_id)) untold
    """,
}
