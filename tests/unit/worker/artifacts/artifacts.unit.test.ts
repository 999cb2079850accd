import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { StoredArtifact } from '#shared/contracts/execution-events.js';
import { ArtifactId } from '#shared/contracts/ids.js';
import { archiveJournal } from '../../../../worker/artifacts/archive-journal.js';
import {
  artifactPage,
  ArtifactPageNotFoundError,
} from '../../../../worker/artifacts/artifact-page.js';
import {
  type PhaseManifest,
  readPhaseResult,
  writePhaseResult,
} from '../../../../worker/artifacts/phase-results.js';
import { storeArtifacts } from '../../../../worker/artifacts/store-artifacts.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { EXECUTION_ID, PHASE_ID, SESSION_ID } from '../../../support/telemetry-events.js';

const owner = { executionId: EXECUTION_ID, phaseId: PHASE_ID, sessionId: SESSION_ID };
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

async function* files(contents: Record<string, Buffer | string>) {
  await Promise.resolve();
  for (const [path, content] of Object.entries(contents)) {
    const bytes = Buffer.from(content);
    yield { path, size: bytes.length, content: Readable.from([bytes]) };
  }
}

const artifact = (path: string): StoredArtifact => ({
  artifactId: 'art-0123456789abcdef01234567',
  path,
  object: { key: 'executions/x', sha256: EMPTY_SHA256, size: 0, contentType: 'text/plain' },
});

describe('storing artifacts', () => {
  it('keeps any bytes, with hash, size and type', async () => {
    const objectStore = new InMemoryObjectStore();
    const png = Buffer.from([0x89, 0x50, 0, 0xff]);
    const stored = await storeArtifacts(
      { objectStore },
      owner,
      files({ 'report.md': '# Report', 'charts/size.png': png, Makefile: '', 'a"b ☃.csv': 'x' }),
    );
    expect(stored.map(({ path, object }) => [path, object.size, object.contentType])).toEqual([
      ['report.md', 8, 'text/markdown'],
      ['charts/size.png', 4, 'image/png'],
      ['Makefile', 0, 'application/octet-stream'],
      ['a"b ☃.csv', 1, 'text/csv'],
    ]);
    expect(stored[2]?.object.sha256).toBe(EMPTY_SHA256);
    for (const { artifactId, object } of stored) {
      expect(ArtifactId.safeParse(artifactId).success).toBe(true);
      expect(object.key).toBe(`executions/${EXECUTION_ID}/artifacts/${artifactId}`);
    }
  });

  it('names the same artifact when it is collected again, and another one in another session', async () => {
    const objectStore = new InMemoryObjectStore();
    const store = (sessionId: string) =>
      storeArtifacts({ objectStore }, { ...owner, sessionId }, files({ 'a.txt': 'a' }));
    const first = await store(SESSION_ID);
    expect(await store(SESSION_ID)).toEqual(first);
    const [other] = await store('0199f2a0-0000-4000-8000-000000000002');
    expect(other?.artifactId).not.toBe(first[0]?.artifactId);
  });
});

describe('phase results', () => {
  it.each<PhaseManifest>([
    { outcome: 'completed', output: artifact('output.md').object, artifacts: [artifact('a.txt')] },
    { outcome: 'failed', reason: 'max_turns', message: 'used 50 turns', artifacts: [] },
  ])('are read as they were written: $outcome', async (manifest) => {
    const objectStore = new InMemoryObjectStore();
    expect(await readPhaseResult({ objectStore }, owner)).toBeUndefined();
    await writePhaseResult({ objectStore }, owner, manifest);
    expect(await readPhaseResult({ objectStore }, owner)).toEqual(manifest);
  });
});

describe('artifact pages', () => {
  it('give one empty page when there are no artifacts', () => {
    expect(artifactPage({ artifacts: [] }, 1)).toEqual({ artifacts: [] });
  });

  it('hold 8 KiB of JSON at most, and together every artifact once and in order', () => {
    const artifacts = Array.from({ length: 200 }, (_, index) => artifact(`file-${index}.txt`));
    const seen: StoredArtifact[] = [];
    let page: number | undefined = 1;
    while (page !== undefined) {
      const found = artifactPage({ artifacts }, page);
      expect(Buffer.byteLength(JSON.stringify(found.artifacts))).toBeLessThanOrEqual(8_192);
      seen.push(...found.artifacts);
      page = found.next;
    }
    expect(seen).toEqual(artifacts);
  });

  it('have one to itself for an artifact with a very long path', () => {
    const long = artifact('☃'.repeat(4_000));
    const artifacts = [artifact('a'), long, artifact('b')];
    expect(artifactPage({ artifacts }, 2)).toEqual({ artifacts: [long], next: 3 });
  });

  it.each([0, 2, 99])('refuse page %d of one', (page) => {
    expect(() => artifactPage({ artifacts: [artifact('a')] }, page)).toThrow(
      ArtifactPageNotFoundError,
    );
  });
});

describe('archiving a journal', () => {
  it('keeps it compressed', async () => {
    const objectStore = new InMemoryObjectStore();
    const journal = '{"seq":1}\n'.repeat(1_000);
    const ref = await archiveJournal({ objectStore }, owner, Readable.from([journal]));
    expect(ref.size).toBeLessThan(1_000);
    const archived = (await objectStore.get(ref.key)).pipe(createGunzip());
    expect(await text(archived)).toBe(journal);
  });

  it('keeps nothing of a journal that fails in the middle', async () => {
    const objectStore = new InMemoryObjectStore();
    function* broken() {
      yield 'a';
      throw new Error('volume is gone');
    }
    const archiving = archiveJournal({ objectStore }, owner, Readable.from(broken()));
    await expect(archiving).rejects.toThrow('volume is gone');
    const key = `executions/${EXECUTION_ID}/sessions/${SESSION_ID}/journal.ndjson.gz`;
    expect(await objectStore.stat(key)).toBeUndefined();
  });
});
