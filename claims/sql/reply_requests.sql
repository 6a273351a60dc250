-- Requests for a reply: asked in one's own name, decided forward only, frozen with their claim.

-- Whether the words contain the name or address of the press contact of a request. The name of the claim's
-- own speaker is public.
CREATE OR REPLACE FUNCTION names_press_contact(q claims_replyrequest, words text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT position(fold(q.contact_address) IN fold(words)) > 0 AND q.contact_address <> ''
      OR position(fold(q.contact_name) IN fold(words)) > 0 AND q.contact_name <> ''
         AND NOT EXISTS (SELECT FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
                          WHERE c.id = q.claim_id AND position(fold(q.contact_name) IN fold(s.name)) > 0)
$$;

CREATE OR REPLACE FUNCTION refuse_press_contact(q claims_replyrequest, words text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  IF names_press_contact(q, words) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'press_contact_is_private',
      MESSAGE = 'The name and address of a press contact are never public. Name the office or the organisation instead.';
  END IF;
END $$;

-- Whether a letter went out and did not come back. That one was sent by other means is a person's word.
CREATE OR REPLACE FUNCTION letter_went_out(l claims_replyletter) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (l.by_hand OR l.mailed_at IS NOT NULL) AND l.failed_at IS NULL
$$;

-- The same time of day, this many working days later; Saturday and Sunday are none.
CREATE OR REPLACE FUNCTION working_days_after(moment timestamptz, zone text, days integer) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (moment AT TIME ZONE zone + make_interval(days => n)) AT TIME ZONE zone FROM (
    SELECT n FROM generate_series(1, 3 * days + 2) n
     WHERE extract(isodow FROM moment AT TIME ZONE zone + make_interval(days => n)) < 6
     ORDER BY n OFFSET days - 1 LIMIT 1) f
$$;

-- An editor, or the reporter to whom the open review is assigned.
CREATE OR REPLACE FUNCTION may_ask_for_reply(person bigint, of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT is_editor(person)
      OR holds_role(person, 'Reporter')
         AND EXISTS (SELECT FROM claims_review
                      WHERE claim_id = of_claim AND state = 'open' AND reviewer_id = person)
$$;

CREATE OR REPLACE FUNCTION reply_request_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  states CONSTANT text[] := '{unreached,asked,reminded,no_answer,answered,declined}';
  standing text;
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = NEW.claim_id;
  PERFORM refuse_press_contact(NEW, concat_ws(' ', NEW.addressee, NEW.role, NEW.answer, NEW.deadline_reason));
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'unreached' OR NEW.left_out OR NEW.sent_at > clock_timestamp() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_request_starts_unsent',
        MESSAGE = 'A request for a reply has reached nobody before its letter is sent.';
    END IF;
    IF NEW.asked_by_id IS DISTINCT FROM acting_person() OR NOT may_ask_for_reply(NEW.asked_by_id, NEW.claim_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_is_requested_by_who_acts',
        MESSAGE = 'An editor, or the reporter who has the review, asks for a reply, in their own name.';
    END IF;
    BEGIN
      PERFORM NEW.deadline AT TIME ZONE NEW.time_zone;
    EXCEPTION WHEN invalid_parameter_value THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_time_zone_exists',
        MESSAGE = 'No time zone has this name.';
    END;
    IF NEW.deadline_reason !~ '[^[:space:]]'
       AND NEW.deadline < working_days_after(NEW.sent_at, NEW.time_zone, 2) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'short_deadline_says_why',
        MESSAGE = 'Give them two working days, or say why they get less: readers see the reason.';
    END IF;
    IF NOT is_editable(standing) THEN
      PERFORM refuse_frozen();
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.sent_at <> OLD.sent_at AND NOT (OLD.state = 'unreached' AND NEW.state = 'asked') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_request_stays_as_sent',
      MESSAGE = 'A request for a reply stays as it was sent. Leave it out and record another one.';
  END IF;
  -- They may rely on the deadline in the letter: they get more time, never less.
  IF NEW.deadline <> OLD.deadline THEN
    IF NEW.deadline < OLD.deadline OR NEW.deadline <= clock_timestamp()
       OR NEW.state NOT IN ('asked', 'reminded') OR NEW.state <> OLD.state THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_deadline_moves_later',
        MESSAGE = 'While a reply is awaited, its deadline can be moved to a later day, which is still to come.';
    END IF;
    IF NOT coalesce(may_ask_for_reply(acting_person(), NEW.claim_id), false) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_deadline_is_moved_by_who_may_ask',
        MESSAGE = 'An editor, or the reporter who has the review, moves a deadline, in their own name.';
    END IF;
  END IF;
  IF array_position(states, NEW.state::text) < array_position(states, OLD.state::text)
        AND NOT (NEW.state = 'unreached' AND OLD.state IN ('asked', 'reminded', 'no_answer'))
     OR OLD.state IN ('answered', 'declined')
        AND (NEW.state, NEW.answered_on, NEW.answer, NEW.file_name, NEW.file_sha256)
            IS DISTINCT FROM (OLD.state, OLD.answered_on, OLD.answer, OLD.file_name, OLD.file_sha256) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_state_goes_forward',
      MESSAGE = 'A request for a reply is asked, reminded and answered, in this order, and an answer is recorded once.';
  END IF;
  IF NEW.state <> OLD.state AND (NEW.state <> 'unreached') IS DISTINCT FROM EXISTS (
       SELECT FROM claims_replyletter l WHERE l.request_id = NEW.id AND letter_went_out(l)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_is_asked_by_a_letter',
      MESSAGE = 'Nobody was asked: the letter was not sent, or it came back. Ask again, or send it by other means.';
  END IF;
  IF NEW.state = 'reminded' AND NOT EXISTS (
       SELECT FROM claims_replyletter l
        WHERE l.request_id = NEW.id AND l.kind = 'reminder' AND letter_went_out(l)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reminder_has_its_letter',
      MESSAGE = 'A reminder is a letter. Send it first.';
  END IF;
  IF NEW.state = 'no_answer' AND NEW.deadline >= clock_timestamp() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_answer_after_the_deadline',
      MESSAGE = 'They have until the deadline. That no answer came can be recorded after it.';
  END IF;
  -- What became of a letter that was on its way is so at any time; nothing is proposed before that is known.
  IF OLD.state = 'unreached' AND NEW.state = 'asked' THEN
    RETURN NEW;
  END IF;
  -- Of a signed claim, a reminder, a letter that came back, a moved and a passed deadline are for the desk;
  -- two people publish them.
  IF NOT (is_editable(standing)
          OR is_concluded(standing) AND NEW.left_out = OLD.left_out
             AND (NEW.state IN ('unreached', 'reminded', 'no_answer') OR NEW.deadline <> OLD.deadline OR approved_now('supplement', NEW.claim_id))) THEN
    PERFORM refuse_frozen();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER reply_request_guard BEFORE INSERT OR UPDATE ON claims_replyrequest
  FOR EACH ROW EXECUTE FUNCTION reply_request_guard();

CREATE OR REPLACE FUNCTION reply_letter_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  q claims_replyrequest;
  standing text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    -- It is mailed once, or that failed; or it came back.
    IF (OLD.mailed_at IS NULL OR NEW.mailed_at = OLD.mailed_at)
       AND (OLD.failed_at IS NULL OR NEW.failed_at IS NOT DISTINCT FROM OLD.failed_at
            OR NOT OLD.by_hand AND OLD.mailed_at IS NULL) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_letter_is_kept',
      MESSAGE = 'A letter that was sent is never changed or deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO q FROM claims_replyrequest WHERE id = NEW.request_id;
  SELECT status INTO standing FROM claims_claim WHERE id = NEW.claim_id;
  IF q.claim_id <> NEW.claim_id OR NEW.mailed_at IS NOT NULL
     OR NEW.failed_at IS NOT NULL OR NEW.sent_at > clock_timestamp()
     OR q.state NOT IN ('unreached', 'asked', 'reminded') OR NEW.kind = 'reminder' AND q.state = 'unreached'
     OR (NEW.kind = 'request') = EXISTS (SELECT FROM claims_replyletter WHERE request_id = q.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_letter_is_of_an_open_request',
      MESSAGE = 'A letter asks for a reply that is awaited: first the request, then reminders.';
  END IF;
  IF NEW.sent_by_id IS DISTINCT FROM acting_person() OR NOT may_ask_for_reply(NEW.sent_by_id, NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reply_letter_is_by_who_acts',
      MESSAGE = 'An editor, or the reporter who has the review, sends a letter, in their own name.';
  END IF;
  -- The publication says when we reminded.
  IF NOT (is_editable(standing) OR is_concluded(standing)) THEN
    PERFORM refuse_frozen();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER reply_letter_guard BEFORE INSERT OR UPDATE ON claims_replyletter
  FOR EACH ROW EXECUTE FUNCTION reply_letter_guard();

-- Press contacts are for who asks, not for a record that is never erased; these columns never change.
CALL track_history('claims_replyrequest', about => '{claim_id}', without => '{contact_name,contact_address}');
CALL track_history('claims_replyletter', about => '{claim_id}', without => '{heading,text}');
