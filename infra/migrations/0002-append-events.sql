-- Appending in one round trip. The functions take the stream's lock before anything else, before the
-- transaction has an id too: so within a stream the order of transactions is the order of versions.
-- Call them as a statement of their own, never inside a longer transaction.

CREATE FUNCTION lock_stream(stream text) RETURNS domain_events LANGUAGE plpgsql AS $$
DECLARE head domain_events;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(stream, 0));
  -- A statement of its own: its snapshot is taken after the lock was given.
  SELECT * INTO head FROM domain_events WHERE stream_id = stream ORDER BY version DESC LIMIT 1;
  RETURN head;
END
$$;

-- Writes the events after the head and returns the new one. The caller holds the stream's lock.
-- `first_seq` numbers the events of an execution's run; NULL in other streams.
CREATE FUNCTION write_events(head domain_events, stream text, events jsonb, shared_metadata jsonb, first_seq integer)
RETURNS domain_events LANGUAGE plpgsql AS $$
DECLARE
  event record;
  previous bytea := coalesce(head.hash, ''::bytea);
BEGIN
  head.version := coalesce(head.version, 0);
  head.stream_id := stream;
  head.metadata := shared_metadata;
  head.recorded_at := clock_timestamp();
  FOR event IN
    SELECT * FROM ROWS FROM (jsonb_to_recordset(events) AS (
      id text, type text, "schemaVersion" integer, data jsonb, "occurredAt" timestamptz
    )) WITH ORDINALITY AS e (id, type, schema_version, data, occurred_at, position)
  LOOP
    head.version := head.version + 1;
    head.event_id := event.id;
    head.type := event.type;
    head.schema_version := coalesce(event.schema_version, 1);
    head.data := event.data;
    head.occurred_at := event.occurred_at;
    IF first_seq IS NOT NULL THEN
      head.metadata := shared_metadata || jsonb_build_object('seq', first_seq + event.position - 1);
    END IF;
    head.hash := domain_event_hash(previous, head);
    INSERT INTO domain_events
      (stream_id, version, event_id, type, schema_version, data, metadata, occurred_at, recorded_at, hash)
    VALUES
      (head.stream_id, head.version, head.event_id, head.type, head.schema_version, head.data, head.metadata,
       head.occurred_at, head.recorded_at, head.hash);
    previous := head.hash;
  END LOOP;
  RETURN head;
END
$$;

-- For command handlers. Outcomes: appended, repeated (all ids were there), version_conflict, id_taken (some were).
CREATE FUNCTION append_events(stream text, events jsonb, expected_version integer, shared_metadata jsonb,
  OUT outcome text, OUT last_version integer)
LANGUAGE plpgsql AS $$
DECLARE
  head domain_events := lock_stream(stream);
  known integer;
BEGIN
  last_version := coalesce(head.version, 0);
  SELECT count(*) INTO known FROM domain_events
    WHERE stream_id = stream AND event_id IN (SELECT e ->> 'id' FROM jsonb_array_elements(events) e);
  IF known = jsonb_array_length(events) THEN
    outcome := 'repeated';
  ELSIF known > 0 THEN
    outcome := 'id_taken';
  ELSIF last_version <> expected_version THEN
    outcome := 'version_conflict';
  ELSE
    head := write_events(head, stream, events, shared_metadata, NULL);
    outcome := 'appended';
    last_version := head.version;
  END IF;
END
$$;

-- Opens a new run of an execution: the reset itself, then what the new run shares with the run before it.
-- Its history begins with those events and will not send them again. NULL when the run before lacks one.
CREATE FUNCTION reset_stream(head domain_events, run text, first_seq integer, at timestamptz)
RETURNS domain_events LANGUAGE plpgsql AS $$
DECLARE
  base_run text := head.metadata ->> 'runId';
  shared_events jsonb;
BEGIN
  SELECT jsonb_agg(jsonb_build_object(
      'id', stream_id || '/' || run || '/' || (metadata ->> 'seq'), 'type', type, 'schemaVersion', schema_version,
      'data', data, 'occurredAt', occurred_at) ORDER BY version)
    INTO shared_events FROM domain_events
    WHERE stream_id = head.stream_id AND metadata ->> 'runId' = base_run
      AND (metadata ->> 'seq')::integer BETWEEN 1 AND first_seq - 1;
  IF coalesce(jsonb_array_length(shared_events), 0) < first_seq - 1 THEN
    RETURN NULL;
  END IF;
  head := write_events(head, head.stream_id, jsonb_build_array(jsonb_build_object(
    'id', head.stream_id || '/' || run || '/reset', 'type', 'ExecutionReset', 'occurredAt', at,
    'data', jsonb_build_object('supersededRunId', base_run, 'newRunId', run)
  )), jsonb_build_object('runId', run), 0);
  RETURN write_events(head, head.stream_id, coalesce(shared_events, '[]'), jsonb_build_object('runId', run), 1);
END
$$;

-- For the outbox of an execution. Outcomes: appended, repeated, superseded, out_of_order, id_taken.
CREATE FUNCTION append_batch(stream text, run text, first_seq integer, events jsonb,
  OUT outcome text, OUT last_version integer, OUT expected_seq integer)
LANGUAGE plpgsql AS $$
DECLARE
  head domain_events := lock_stream(stream);
  batch_size integer := jsonb_array_length(events);
  known integer := 0;
BEGIN
  last_version := coalesce(head.version, 0);
  expected_seq := CASE WHEN head.metadata ->> 'runId' = run THEN (head.metadata ->> 'seq')::integer + 1 ELSE 1 END;
  IF first_seq < expected_seq OR head.metadata ->> 'runId' <> run THEN
    SELECT count(*) INTO known FROM domain_events
      WHERE stream_id = stream AND event_id IN (SELECT e ->> 'id' FROM jsonb_array_elements(events) e);
  END IF;
  IF known = batch_size THEN
    outcome := 'repeated';
  ELSIF head.metadata ->> 'runId' <> run THEN
    PERFORM FROM domain_events WHERE stream_id = stream AND metadata ->> 'runId' = run LIMIT 1;
    IF FOUND THEN
      outcome := 'superseded';
    ELSE
      head := reset_stream(head, run, first_seq, (events -> 0 ->> 'occurredAt')::timestamptz);
      outcome := CASE WHEN head.version IS NULL THEN 'out_of_order' ELSE 'appended' END;
    END IF;
  ELSIF first_seq > expected_seq THEN
    outcome := 'out_of_order';
  ELSIF first_seq + known <> expected_seq THEN
    outcome := 'id_taken';
  ELSE
    outcome := 'appended';
  END IF;
  IF outcome = 'appended' THEN
    events := jsonb_path_query_array(events, '$[$from to last]', jsonb_build_object('from', known));
    head := write_events(head, stream, events, jsonb_build_object('runId', run), first_seq + known);
    last_version := head.version;
  END IF;
END
$$;
