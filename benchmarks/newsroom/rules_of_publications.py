"""Rules of publications: the chain, and that they are what was signed."""

QUERIES = {
    "chain_is_numbered": """
        SELECT number FROM (
          SELECT number, row_number() OVER (ORDER BY number) AS at FROM claims_publication) p
         WHERE number <> at
    """,
    "chain_goes_on_in_time": """
        SELECT number FROM (
          SELECT number, published_at, lag(published_at) OVER (ORDER BY number) AS before
            FROM claims_publication) p
         WHERE published_at IS NULL OR published_at <= before
    """,
    "chain_is_linked": """
        SELECT number FROM (
          SELECT number, previous_sha256, lag(sha256) OVER (ORDER BY number) AS before
            FROM claims_publication) p
         WHERE previous_sha256 <> coalesce(before, repeat('0', 64))
    """,
    "chain_is_hashed": """
        SELECT p.number FROM claims_publication p
         WHERE p.body_sha256 <> encode(sha256(convert_to(p.salt || E'\n' || p.body, 'UTF8')), 'hex')
            OR p.sha256 <> publication_hash(p)
    """,
    "one_current_publication": """
        SELECT claim_id FROM claims_publication WHERE shown_until IS NULL
         GROUP BY claim_id HAVING count(*) > 1
        UNION ALL
        SELECT claim_id FROM claims_publication GROUP BY claim_id
        HAVING bool_and(shown_until IS NOT NULL)
    """,
    "shown_until_the_next": """
        SELECT number FROM (
          SELECT number, shown_until,
                 lead(published_at) OVER (PARTITION BY claim_id ORDER BY number) AS next
            FROM claims_publication) p
         WHERE shown_until IS DISTINCT FROM next
    """,
    "columns_are_the_body_s": """
        SELECT p.number FROM claims_publication p, LATERAL publication_columns(p) c
         WHERE c IS DISTINCT FROM p
    """,
    "quantities_are_the_body_s": """
        SELECT coalesce(q.publication_id, b.number) FROM (
          SELECT publication_id, jsonb_agg(jsonb_build_array(unit, low, high) ORDER BY id) AS has
            FROM claims_publishedquantity GROUP BY 1) q
          FULL JOIN (
          SELECT number, (SELECT jsonb_agg(jsonb_build_array(
                                   e -> 'unit', (e ->> 'low')::numeric, (e ->> 'high')::numeric))
                            FROM jsonb_array_elements(body::jsonb -> 'quantities') e) AS has
            FROM claims_publication) b ON b.number = q.publication_id
         WHERE q.has IS DISTINCT FROM b.has
    """,
    "words_are_the_body_s": """
        SELECT p.number FROM claims_publication p LEFT JOIN claims_publicationwords w
            ON w.publication_id = p.number
         WHERE w.words IS DISTINCT FROM CASE WHEN p.standing <> 'hidden'
                                             THEN publication_words(p.body) END
    """,
    "sources_are_the_body_s": """
        SELECT p.number FROM claims_publication p
          LEFT JOIN (SELECT publication_id, array_agg(source_id ORDER BY source_id) AS has
                       FROM claims_publicationsource GROUP BY 1) s ON s.publication_id = p.number
          LEFT JOIN (SELECT publication_id, array_agg(publisher_id ORDER BY publisher_id) AS has
                       FROM claims_publicationpublisher GROUP BY 1) b ON b.publication_id = p.number
         WHERE p.standing <> 'hidden' AND (
           coalesce(s.has, '{}') <> ARRAY(SELECT unnest(publication_sources(p.body)) ORDER BY 1)
           OR coalesce(b.has, '{}') <> ARRAY(SELECT unnest(publication_publishers(p.body)) ORDER BY 1))
    """,
    "topics_are_the_body_s": """
        SELECT p.number FROM claims_publication p
          LEFT JOIN (SELECT publication_id, array_agg(t.slug || ' ' || n.name ORDER BY t.slug) AS has
                       FROM claims_publicationtopic n JOIN claims_publishedtopic t ON t.id = n.topic_id
                      GROUP BY 1) t ON t.publication_id = p.number
         WHERE p.standing <> 'hidden' AND coalesce(t.has, '{}') <> ARRAY(
           SELECT n.slug || ' ' || n.name FROM topics_named(p.body) n ORDER BY n.slug)
    """,
    "flat_rows_are_the_body_s": """
        SELECT p.number FROM claims_publication p LEFT JOIN claims_exportrow f
            ON f.publication_id = p.number
         WHERE f IS DISTINCT FROM CASE WHEN p.standing IN ('signed', 'under_review')
                                       THEN export_row(p) END
    """,
    "publication_is_what_was_signed": """
        SELECT p.number, p.standing FROM claims_publication p
         WHERE p.shown_until IS NULL AND CASE p.standing
           WHEN 'hidden' THEN p.body <> '{}' OR public_body(p.claim_id) IS NOT NULL
           ELSE p.standing IS DISTINCT FROM public_standing(p.claim_id)
                OR p.body::jsonb IS DISTINCT FROM public_body(p.claim_id)
                OR p.round_id IS DISTINCT FROM CASE WHEN p.standing <> 'withdrawn'
                     THEN (signed_round(p.claim_id)).id END
                OR p.withheld END
    """,
    "publication_was_what_was_signed": """
        SELECT p.number FROM claims_publication p LEFT JOIN claims_round d ON d.id = p.round_id
         WHERE (p.round_id IS NULL) <> (p.standing IN ('hidden', 'withdrawn'))
            OR p.standing = 'hidden' AND p.body <> '{}'
            OR p.round_id IS NOT NULL AND count_taken_down(p.body::jsonb) = 0 AND (
                 d.claim_id <> p.claim_id OR d.outcome <> 'signed'
              OR p.body::jsonb - 'relations' - 'signed' - 'reason' - 'reason_kind' <> d.body::jsonb - 'relations' - 'reason_kind'
                 AND bare_quotes(p.body::jsonb - 'relations' - 'signed' - 'reason' - 'reason_kind', true, NULL, NULL)
                     <> bare_quotes(d.body::jsonb - 'relations' - 'reason_kind', true, NULL, NULL)
              OR (p.standing = 'under_review') <> (p.body::jsonb ? 'reason'))
    """,
    "publication_event_fits": """
        SELECT number, event FROM (
          SELECT p.number, p.event, p.standing, p.round_id, d.review_id,
                 lag(p.standing) OVER of_claim AS stood, lag(p.round_id) OVER of_claim AS round_was,
                 p.reason_kind AS kind, lag(p.reason_kind) OVER of_claim AS kind_was,
                 row_number() OVER of_claim AS at,
                 row_number() OVER (PARTITION BY d.review_id ORDER BY p.number) AS of_review
            FROM claims_publication p LEFT JOIN claims_round d ON d.id = p.round_id
          WINDOW of_claim AS (PARTITION BY p.claim_id ORDER BY p.number)) p
         WHERE (at = 1) AND event <> 'signed' OR (CASE event
           WHEN 'signed' THEN standing = 'signed' AND of_review = 1
           WHEN 'supplemented' THEN standing = stood AND standing <> 'withdrawn'
           WHEN 'corrected' THEN standing = stood AND round_id <> round_was
           WHEN 'reopened' THEN standing = 'under_review'
             AND (stood = 'signed' OR stood = 'under_review' AND kind <> kind_was)
           WHEN 'withdrawn' THEN standing = 'withdrawn'
           WHEN 'hidden' THEN standing = 'hidden' AND stood <> 'hidden'
           WHEN 'shown' THEN stood = 'hidden' OR standing = stood
           WHEN 'taken_down' THEN standing = stood
           WHEN 'restored' THEN standing = stood
           ELSE false END) IS NOT TRUE
    """,
    "publication_is_current": """
        SELECT c.id FROM claims_claim c
          LEFT JOIN claims_publication p ON p.claim_id = c.id AND p.shown_until IS NULL
         WHERE p.number IS NULL AND c.embargo_until IS NULL
           AND public_standing(c.id) IS NOT NULL AND public_body(c.id) IS NOT NULL
            OR p.number IS NOT NULL AND public_standing(c.id) IS NULL
    """,
    "embargo_before_publication": """
        SELECT p.number FROM claims_publication p JOIN claims_claim c ON c.id = p.claim_id
         WHERE p.published_at < c.embargo_until
    """,
    "relations_public_at_both_ends": """
        SELECT claims_with_outdated_relations(ARRAY(SELECT claim_id FROM claims_publication
           WHERE shown_until IS NULL AND standing IN ('signed', 'under_review') AND NOT withheld))
    """,
    "relations_are_told_from_both_ends": """
        WITH told AS (
          SELECT p.claim_id, (e ->> 'claim')::bigint AS other, e ->> 'relation' AS kind
            FROM claims_publication p, jsonb_array_elements(p.body::jsonb -> 'relations') e
           WHERE p.shown_until IS NULL AND p.standing IN ('signed', 'under_review'))
        SELECT t.claim_id, t.other FROM told t WHERE NOT EXISTS (
          SELECT FROM told u
           WHERE u.claim_id = t.other AND u.other = t.claim_id AND u.kind = t.kind)
    """,
    "withheld_where_it_must_be": """
        SELECT q.number FROM claims_publication q
         WHERE q.withheld <> (
               is_held(q.claim_id)
            OR EXISTS (SELECT FROM claims_publication t
                        WHERE t.claim_id = q.claim_id AND t.number > q.number
                          AND t.standing = 'withdrawn' AND NOT t.body::jsonb ? 'text')
            OR protected_among(q.speakers) <> '{}' OR publication_says_a_protected_name(q)
            OR quotes_taken_down(q))
    """,
    "no_protected_name_is_listed": """
        SELECT p.number FROM claims_publication p JOIN sources_speaker s
            ON p.speakers @> ARRAY[s.id] AND s.protected
         WHERE p.shown_until IS NULL AND NOT p.withheld
    """,
}
