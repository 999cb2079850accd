-- Appending in one round trip. The functions take the stream's lock before anything else, before the
-- transaction has an id too: so within a stream the order of transactions is the order of versions.
-- Call them as a statement of their own, never inside a longer transaction.

-- Events on their way: one array for each column, because unpacking them costs half of what a JSON document costs.
CREATE TYPE new_events AS (
  ids text[],
  types text[],
  schema_versions integer[],
  data json[],
  occurred_at timestamptz[]
);

CREATE TYPE stream_head AS (version integer, hash bytea, run text, seq integer);

CREATE FUNCTION lock_stream(stream text) RETURNS stream_head LANGUAGE plpgsql AS $$
DECLARE head stream_head;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(stream, 0));
  -- A statement of its own: its snapshot is taken after the lock was given.
  SELECT version, hash, metadata ->> 'runId', (metadata ->> 'seq')::integer INTO head
    FROM domain_events WHERE stream_id = stream ORDER BY version DESC LIMIT 1;
  IF NOT FOUND THEN
    head := ROW (0, sha256(convert_to(stream, 'UTF8')), NULL, NULL);
  END IF;
  RETURN head;
END
$$;

-- Writes the events from `first` on after the head; returns the new head. The caller holds the lock.
-- With a run in the head, the events are numbered from its `seq` on; otherwise all get the metadata as it is.
CREATE FUNCTION write_events(
  stream text, INOUT head stream_head, events new_events, metadata jsonb, first integer DEFAULT 1
) LANGUAGE plpgsql AS $$
DECLARE event_metadata jsonb := metadata;
BEGIN
  FOR i IN first .. cardinality(events.ids) LOOP
    head.version := head.version + 1;
    IF head.run IS NOT NULL THEN
      head.seq := head.seq + 1;
      event_metadata := jsonb_build_object('runId', head.run, 'seq', head.seq);
    END IF;
    head.hash := domain_event_hash(head.hash, stream, head.version, events.ids[i], events.types[i],
      events.schema_versions[i], events.data[i], event_metadata, events.occurred_at[i], now());
    INSERT INTO domain_events
      (stream_id, version, event_id, type, schema_version, data, metadata, occurred_at, recorded_at, hash)
    VALUES
      (stream, head.version, events.ids[i], events.types[i], events.schema_versions[i], events.data[i],
       event_metadata, events.occurred_at[i], now(), head.hash);
  END LOOP;
END
$$;

-- How many of the ids the stream has already.
CREATE FUNCTION known_events(stream text, ids text[]) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer FROM domain_events WHERE event_id = ANY (ids) AND stream_id = stream
$$;

-- For command handlers. Outcomes: appended, repeated (all ids were there), version_conflict, id_taken (some were).
CREATE FUNCTION append_events(
  stream text, expected_version integer, metadata jsonb,
  ids text[], types text[], schema_versions integer[], data json[], occurred_at timestamptz[],
  OUT outcome text, OUT last_version integer
) LANGUAGE plpgsql AS $$
DECLARE
  head stream_head := lock_stream(stream);
  known integer := known_events(stream, ids);
BEGIN
  head.run := NULL;
  outcome := CASE
    WHEN known = cardinality(ids) THEN 'repeated'
    WHEN known > 0 THEN 'id_taken'
    WHEN head.version <> expected_version THEN 'version_conflict'
    ELSE 'appended'
  END;
  IF outcome = 'appended' THEN
    head := write_events(stream, head, ROW (ids, types, schema_versions, data, occurred_at), metadata);
  END IF;
  last_version := head.version;
END
$$;

-- Opens a new run of an execution: the reset itself, then what the new run shares with the run before it. Its
-- history begins with those events and will not send them again. NULL when the run before lacks one of them.
CREATE FUNCTION reset_stream(stream text, INOUT head stream_head, new_run text, shared integer, at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  old_run text := head.run;
  carried new_events;
BEGIN
  SELECT array_agg(stream || '/' || new_run || '/' || (metadata ->> 'seq') ORDER BY version),
      array_agg(type ORDER BY version), array_agg(schema_version ORDER BY version),
      array_agg(data ORDER BY version), array_agg(occurred_at ORDER BY version)
    INTO carried FROM domain_events
    WHERE stream_id = stream AND metadata ->> 'runId' = old_run
      AND (metadata ->> 'seq')::integer BETWEEN 1 AND shared;
  IF coalesce(cardinality(carried.ids), 0) < shared THEN
    head := NULL;
    RETURN;
  END IF;
  head.run := new_run;
  head.seq := -1;
  head := write_events(stream, head, ROW (
    ARRAY[stream || '/' || new_run || '/reset'], ARRAY['ExecutionReset'], ARRAY[1],
    ARRAY[json_build_object('supersededRunId', old_run, 'newRunId', new_run)], ARRAY[at]), NULL);
  IF shared > 0 THEN
    head := write_events(stream, head, carried, NULL);
  END IF;
END
$$;

-- Whatever is not simply the next batch of a run: the first of a stream, a repeated or an early one, another run.
-- Outcomes: appended, repeated, superseded, out_of_order, id_taken. The caller holds the lock.
CREATE FUNCTION append_unusual_batch(
  stream text, run text, first_seq integer,
  ids text[], types text[], schema_versions integer[], data json[], occurred_at timestamptz[],
  OUT outcome text, OUT last_version integer, OUT expected_seq integer
) LANGUAGE plpgsql AS $$
DECLARE
  head stream_head := lock_stream(stream);
  next_head stream_head := head;
  known integer := 0;
BEGIN
  expected_seq := CASE WHEN head.run = run THEN head.seq + 1 ELSE 1 END;
  IF first_seq < expected_seq OR head.run <> run THEN
    known := known_events(stream, ids);
  END IF;
  IF known = cardinality(ids) THEN
    outcome := 'repeated';
  ELSIF head.run <> run THEN
    PERFORM FROM domain_events WHERE stream_id = stream AND metadata ->> 'runId' = run LIMIT 1;
    IF FOUND THEN
      outcome := 'superseded';
    ELSE
      next_head := reset_stream(stream, head, run, first_seq - 1, occurred_at[1]);
      outcome := CASE WHEN next_head.version IS NULL THEN 'out_of_order' ELSE 'appended' END;
    END IF;
  ELSIF first_seq > expected_seq THEN
    outcome := 'out_of_order';
  ELSIF first_seq + known <> expected_seq THEN
    outcome := 'id_taken';
  ELSE
    outcome := 'appended';
    next_head.run := run;
    next_head.seq := expected_seq - 1;
  END IF;
  IF outcome = 'appended' THEN
    head := write_events(stream, next_head, ROW (ids, types, schema_versions, data, occurred_at), NULL, known + 1);
  END IF;
  last_version := head.version;
END
$$;

-- For the outbox of an execution; outcomes as above. What happens every day, the next batch of the run that wrote
-- last, is spelled out in one function: calling others costs more than the whole insert. The generic plans are the
-- same for every stream, and making new ones would cost as much again.
CREATE FUNCTION append_batch(
  stream text, run text, first_seq integer,
  ids text[], types text[], schema_versions integer[], data json[], occurred_at timestamptz[],
  OUT outcome text, OUT last_version integer, OUT expected_seq integer
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  batch_size integer := cardinality(ids);
  head_hash bytea;
  event_metadata jsonb;
  all_metadata jsonb[];
  hashes bytea[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(stream, 0));
  SELECT head.version, head.hash INTO last_version, head_hash
    FROM (SELECT version, hash, metadata FROM domain_events WHERE stream_id = stream ORDER BY version DESC LIMIT 1) head
    WHERE metadata ->> 'runId' = run AND metadata ->> 'seq' = (first_seq - 1)::text;
  IF NOT FOUND THEN
    SELECT * INTO outcome, last_version, expected_seq
      FROM append_unusual_batch(stream, run, first_seq, ids, types, schema_versions, data, occurred_at);
    RETURN;
  END IF;
  FOR i IN 1 .. batch_size LOOP
    event_metadata := jsonb_build_object('runId', run, 'seq', first_seq + i - 1);
    head_hash := domain_event_hash(head_hash, stream, last_version + i, ids[i], types[i], schema_versions[i], data[i],
      event_metadata, occurred_at[i], now());
    all_metadata[i] := event_metadata;
    hashes[i] := head_hash;
  END LOOP;
  INSERT INTO domain_events
    (stream_id, version, event_id, type, schema_version, data, metadata, occurred_at, recorded_at, hash)
  SELECT stream, last_version + i, ids[i], types[i], schema_versions[i], data[i], all_metadata[i], occurred_at[i],
    now(), hashes[i]
  FROM generate_series(1, batch_size) AS i;
  outcome := 'appended';
  last_version := last_version + batch_size;
  expected_seq := first_seq + batch_size;
END
$$;
