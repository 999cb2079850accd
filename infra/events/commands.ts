import type { Pool } from 'pg';
import { anchorStreams } from '#shared/event-store/integrity/anchor-streams.js';
import { type AnchorObjects, readAnchors } from '#shared/event-store/integrity/read-anchors.js';
import { verifyEvents } from '#shared/event-store/integrity/verify-events.js';
import { rebuildProjections } from '#shared/projections/rebuild-projections.js';
import { verifyProjections } from '#shared/projections/verify-projections.js';

export type Deps = { readonly pool: Pool; readonly objects: AnchorObjects };

/** What a command found or did. Findings go one to a line; any finding makes the program fail. */
export type Report = { readonly summary: string; readonly findings: readonly object[] };

type Command = { readonly help: string; readonly run: (deps: Deps) => Promise<Report> };

export const COMMANDS: Readonly<Record<string, Command>> = {
  verify: {
    help: 'recompute every hash and compare the streams with the anchors',
    run: async ({ pool, objects }) => {
      const findings = await verifyEvents(pool, readAnchors(objects));
      return { summary: verdict(findings, 'the events are as they were written'), findings };
    },
  },
  'verify-projections': {
    help: 'compare the read models with what the events give',
    run: async ({ pool }) => {
      const findings = await verifyProjections(pool);
      return { summary: verdict(findings, 'the read models equal their events'), findings };
    },
  },
  rebuild: {
    help: 'empty the read models and fill them from the events',
    run: async ({ pool }) => {
      const events = await rebuildProjections(pool);
      return { summary: `the read models are rebuilt from ${events} events`, findings: [] };
    },
  },
  anchor: {
    help: 'fix the present heads of all streams in the object store',
    run: async ({ pool, objects }) => {
      const key = await anchorStreams(pool, objects, new Date().toISOString());
      const summary = key ?? 'nothing was appended since the last anchor';
      return { summary, findings: [] };
    },
  },
};

const verdict = (findings: readonly object[], fine: string): string =>
  findings.length === 0
    ? fine
    : `not all is well, findings: ${findings.length}; nothing was changed`;

export function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { help }]) => `  ${name.padEnd(20)}${help}`);
  return ['usage: npm run events -- <command>', ...lines, ''].join('\n');
}
