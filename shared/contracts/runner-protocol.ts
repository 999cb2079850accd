import { z } from 'zod';
import { YieldPoint } from './execution-events.js';
import { PhaseId, SessionId } from './ids.js';

/**
 * Newline-delimited JSON between a worker and the runner of a workspace, over `attach`.
 * The worker sends commands; the runner answers with `attached` and then with journal records in order.
 */

/** Which attempt of which activity holds the agent. A higher one ends the older connection, a lower one is refused. */
export const Fence = z.object({
  /** When Temporal scheduled the activity, in ms: every later activity wins, also that of a reset run. */
  run: z.int().nonnegative(),
  /** The activity's own number, for two that were scheduled in the same millisecond. */
  activity: z.int().nonnegative(),
  /** When Temporal scheduled the attempt, in ms; unlike a count it never starts over when an operator resets the activity. */
  attempt: z.int().positive(),
});
export type Fence = z.infer<typeof Fence>;

export const AgentSpec = z.object({
  phaseId: PhaseId,
  sessionId: SessionId,
  model: z.string(),
  prompt: z.string(),
  /** Appended to the agent's system prompt: where inputs and artifacts are. */
  instructions: z.string(),
  allowedTools: z.array(z.string()).min(1),
  maxTurns: z.int().positive(),
  /** Running time in ms; the clock stands while the agent is held. */
  timeoutMs: z.int().positive(),
  /** The execution's placeholder key; worthless outside its sidecar. */
  apiKey: z.string(),
});
export type AgentSpec = z.infer<typeof AgentSpec>;

export const RunnerCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('attach'),
    fence: Fence,
    sessionId: SessionId,
    /** The first sequence number to send; 0 and 1 both mean the whole journal. */
    from: z.int().nonnegative(),
  }),
  /**
   * Starts the session's agent, or resumes it when the journal has its conversation. Does nothing when it runs, or when
   * another number of its agents than `endsSeen` has ended: a repeated command never starts a second agent.
   */
  z.object({
    type: z.literal('start'),
    spec: AgentSpec,
    endsSeen: z.int().nonnegative().default(0),
  }),
  /** Hold at the next yield point; undone by `release`. */
  z.object({ type: z.literal('hold') }),
  z.object({ type: z.literal('release') }),
  /** A user message for the next yield point. `id` makes a repeated one harmless. */
  z.object({ type: z.literal('say'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('interrupt') }),
  /** Ends the agent and every process of its uid. */
  z.object({ type: z.literal('stop') }),
]);
export type RunnerCommand = z.infer<typeof RunnerCommand>;

/** How an agent process ended, beside its own `result` line. */
export const AgentEnd = z.object({
  cause: z.enum(['exited', 'timeout', 'disk_limit', 'interrupted', 'stopped', 'spawn_failed']),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  /** The agent's last `result` message as it printed it; null when it printed none. */
  result: z.record(z.string(), z.unknown()).nullable(),
  detail: z.string().optional(),
});
export type AgentEnd = z.infer<typeof AgentEnd>;

/** What the runner itself has to say; journalled like every line of the agent. */
export const RunnerNote = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_started'), pid: z.int(), resumed: z.boolean() }),
  z.object({ type: z.literal('held'), yieldPoint: YieldPoint }),
  z.object({ type: z.literal('released') }),
  z.object({ type: z.literal('agent_ended'), end: AgentEnd }),
]);
export type RunnerNote = z.infer<typeof RunnerNote>;

/** One line of a session's journal. `seq` counts from 1 without a gap; `at` is the runner's clock in ms. */
export const JournalRecord = z.object({
  seq: z.int().positive(),
  at: z.int().positive(),
  /** Agent's stdout, its stderr, what was written to its stdin, or a RunnerNote. */
  channel: z.enum(['out', 'err', 'in', 'note']),
  line: z.string(),
});
export type JournalRecord = z.infer<typeof JournalRecord>;

export const RunnerReply = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('attached'),
    lastSeq: z.int().nonnegative(),
    state: z.enum(['absent', 'running', 'held', 'ended']),
    /** Agents of this session that have ended so far, and how the last one did. */
    ends: z.int().nonnegative().default(0),
    end: AgentEnd.optional(),
  }),
  z.object({ type: z.literal('refused'), message: z.string() }),
  z.object({ type: z.literal('record'), record: JournalRecord }),
]);
export type RunnerReply = z.infer<typeof RunnerReply>;
