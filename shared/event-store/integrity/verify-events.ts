import type { Pool } from 'pg';
import { anchorDigest } from './anchor.js';
import { compareHeads } from './compare-heads.js';
import type { EventFinding } from './event-finding.js';
import type { KeptAnchor } from './read-anchors.js';
import { verifyChains } from './verify-chains.js';

/**
 * Recomputes every hash of every stream, then compares the streams with what the anchors (oldest first) fixed: only they
 * can tell that the end of a stream, or a whole one, is gone. Reads all events; changes nothing.
 */
export async function verifyEvents(
  pool: Pool,
  anchors: AsyncIterable<KeptAnchor> | Iterable<KeptAnchor>,
): Promise<EventFinding[]> {
  const findings = await verifyChains(pool);
  const known = new Set(findings.map(placeOf));
  let previous: KeptAnchor | undefined;
  for await (const kept of anchors) {
    if (!follows(kept, previous)) findings.push({ kind: 'broken_anchor', key: kept.key });
    for (const finding of await compareHeads(pool, kept.anchor.heads)) {
      // An anchor sees again what the chain showed, and every later anchor what an earlier one showed.
      if (known.has(placeOf(finding))) continue;
      known.add(placeOf(finding));
      findings.push(finding);
    }
    previous = kept;
  }
  return findings;
}

function follows({ anchor }: KeptAnchor, previous: KeptAnchor | undefined): boolean {
  const digest = anchorDigest(previous?.anchor.digest ?? '', anchor.heads);
  return anchor.previous === (previous?.key ?? null) && anchor.digest === digest;
}

/** One finding for a stream that lost its end, however many anchors saw longer states of it. */
function placeOf(finding: EventFinding): string {
  if (finding.kind === 'broken_anchor') return finding.key;
  const { kind, streamId, version } = finding;
  const lostEnd = kind === 'truncated_stream' || kind === 'removed_stream';
  return JSON.stringify([streamId, lostEnd ? kind : version]);
}
