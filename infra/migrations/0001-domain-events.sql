-- The log of domain events: appended to, never changed. A plain table, because the uniqueness of an
-- event id and of a stream's version must not depend on a time, as it would in a hypertable.
CREATE TABLE domain_events (
  global_position bigint GENERATED ALWAYS AS IDENTITY,
  stream_id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  event_id text NOT NULL,
  type text NOT NULL,
  schema_version integer NOT NULL,
  -- Kept as it was sent, byte for byte: the hash needs no canonical form, and writing it no conversion.
  data json NOT NULL,
  metadata jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  hash bytea NOT NULL,
  CONSTRAINT domain_events_stream_version PRIMARY KEY (stream_id, version),
  CONSTRAINT domain_events_event_id UNIQUE (event_id),
  CONSTRAINT domain_events_order UNIQUE (transaction_id, global_position)
);

-- Finds the executions that have no end yet without reading their events.
CREATE INDEX domain_events_lifecycle ON domain_events (stream_id, version DESC) INCLUDE (type)
  WHERE type IN ('ExecutionStarted', 'ExecutionReset', 'ExecutionCompleted', 'ExecutionFailed', 'ExecutionCancelled');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'prohibited_sql_statement_attempted';
END
$$;

CREATE TRIGGER domain_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON domain_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- SHA-256 over the hash of the event before and everything that this event says. Lengths go before free
-- texts, so that no two different events have the same input; times in their binary form know no time zone.
-- STABLE, not IMMUTABLE: only then does PostgreSQL inline it.
CREATE FUNCTION domain_event_hash(
  previous bytea, stream_id text, version integer, event_id text, type text, schema_version integer,
  data json, metadata jsonb, occurred_at timestamptz, recorded_at timestamptz
) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || timestamptz_send(occurred_at) || timestamptz_send(recorded_at) || convert_to(
    concat_ws(E'\n', version, schema_version, length(stream_id), stream_id, length(event_id), event_id,
      length(type), type, metadata, data), 'UTF8'))
$$;

GRANT SELECT, INSERT ON domain_events TO syn_app;
