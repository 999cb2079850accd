import type { Pool } from 'pg';
import { anchorStreams } from '#shared/event-store/integrity/anchor-streams.js';
import type { AnchorObjects } from '#shared/event-store/integrity/read-anchors.js';
import { dropTelemetryBefore } from '#shared/observability/drop-telemetry.js';
import type { Chore } from './chores.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export type StoreChoreParts = {
  readonly pool: Pool;
  readonly objectStore: AnchorObjects;
  readonly anchorMinutes: number;
  /** 0 keeps all telemetry. */
  readonly telemetryDays: number;
  readonly now: () => Date;
};

/** What the stores need to have done regularly. */
export function storeChores(parts: StoreChoreParts): Chore[] {
  const { pool, objectStore, anchorMinutes, telemetryDays, now } = parts;
  const anchor: Chore = {
    name: 'anchor the event streams',
    everyMs: anchorMinutes * MINUTE_MS,
    work: () => anchorStreams(pool, objectStore, now().toISOString()),
  };
  const dropTelemetry: Chore = {
    name: 'drop old telemetry',
    everyMs: DAY_MS,
    work: () => dropTelemetryBefore(pool, new Date(now().getTime() - telemetryDays * DAY_MS)),
  };
  return telemetryDays === 0 ? [anchor] : [anchor, dropTelemetry];
}
