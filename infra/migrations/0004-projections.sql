-- Read models: caches of the domain events, dropped and rebuilt at will. So there are no foreign keys
-- between them, and nothing else may write here.
CREATE TABLE projection_checkpoints (
  name text PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  global_position bigint NOT NULL
);

CREATE TABLE workflows (
  id text PRIMARY KEY,
  name text NOT NULL,
  description text,
  version integer NOT NULL,
  hash text NOT NULL,
  archived boolean NOT NULL,
  phases text[] NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE INDEX workflows_newest ON workflows (updated_at DESC, id DESC);

CREATE TABLE executions (
  id text PRIMARY KEY,
  workflow_id text NOT NULL,
  workflow_version integer NOT NULL,
  definition_hash text NOT NULL,
  name text NOT NULL,
  state text NOT NULL,
  pause_requested boolean NOT NULL,
  arguments_preview text NOT NULL,
  -- When it was started first; a reset in Temporal does not move it in the list.
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  failure jsonb,
  current_phase text
);

CREATE INDEX executions_newest ON executions (created_at DESC, id DESC);
CREATE INDEX executions_of_workflow ON executions (workflow_id, created_at DESC, id DESC);
CREATE INDEX executions_in_state ON executions (state, created_at DESC, id DESC);

CREATE TABLE execution_phases (
  execution_id text NOT NULL,
  phase_id text NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  model text NOT NULL,
  status text NOT NULL,
  session_id text,
  started_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (execution_id, phase_id)
);

CREATE INDEX execution_phases_session ON execution_phases (session_id);

CREATE TABLE artifacts (
  id text PRIMARY KEY,
  execution_id text NOT NULL,
  phase_id text NOT NULL,
  session_id text NOT NULL,
  path text NOT NULL,
  object jsonb NOT NULL,
  -- Version of the event in the execution's stream: the order in which they were stored.
  version integer NOT NULL,
  stored_at timestamptz NOT NULL
);

CREATE INDEX artifacts_of_execution ON artifacts (execution_id, version);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON projection_checkpoints, workflows, executions, execution_phases, artifacts TO syn_app;
