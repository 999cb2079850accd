-- Telemetry of sessions. Nothing here decides business logic, and all of it may be dropped by age.
CREATE TABLE observability_events (
  time timestamptz NOT NULL,
  journal_id text NOT NULL,
  seq bigint NOT NULL,
  n integer NOT NULL,
  type text NOT NULL,
  execution_id text NOT NULL,
  phase_id text,
  session_id uuid,
  data jsonb NOT NULL
);

SELECT create_hypertable('observability_events', by_range('time', INTERVAL '7 days'), create_default_indexes => false);

-- The identity of an event. `time` belongs to it because a hypertable's unique index must contain it;
-- it comes from the source like the rest, so a replayed event meets its own row.
CREATE UNIQUE INDEX observability_events_identity ON observability_events (journal_id, seq, n, time);
CREATE INDEX observability_events_execution ON observability_events (execution_id, time);
CREATE INDEX observability_events_session ON observability_events (session_id, time);

-- What a session used, per model; the row with the empty model holds what no model did (tool calls).
-- Grows only in the statement that inserts the events, by the rows that were really new.
CREATE TABLE session_totals (
  session_id uuid NOT NULL,
  model text NOT NULL,
  execution_id text NOT NULL,
  phase_id text NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  cost_usd numeric NOT NULL,
  model_calls bigint NOT NULL,
  unpriced_calls bigint NOT NULL,
  tool_calls bigint NOT NULL,
  PRIMARY KEY (session_id, model)
);

CREATE INDEX session_totals_execution ON session_totals (execution_id);

-- Dropping a chunk is the owner's right; the application gets this one door to it. Returns the chunks dropped.
CREATE FUNCTION drop_telemetry_before(cutoff timestamptz) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::integer FROM drop_chunks('observability_events', older_than => cutoff)
$$;

REVOKE EXECUTE ON FUNCTION drop_telemetry_before FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_telemetry_before TO syn_app;
GRANT SELECT, INSERT ON observability_events TO syn_app;
GRANT SELECT, INSERT, UPDATE ON session_totals TO syn_app;
