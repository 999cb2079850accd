import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import { Journal } from '../../../runner/journal.js';
import { EMPTY_HISTORY, evolveHistory, runningMs } from '../../../runner/session-history.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'session.ndjson');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function open(): { journal: Journal; recovered: JournalRecord[] } {
  const recovered: JournalRecord[] = [];
  let now = 1000;
  const journal = Journal.open(
    path,
    () => (now += 10),
    (record) => recovered.push(record),
  );
  return { journal, recovered };
}

async function take(journal: Journal, from: number, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for await (const line of journal.follow(from, new AbortController().signal)) {
    seqs.push((JSON.parse(line.toString()) as JournalRecord).seq);
    if (seqs.length === count) break;
  }
  return seqs;
}

describe('the journal', () => {
  it('numbers lines without a gap over several openings, for root alone', () => {
    const first = open().journal;
    first.append('out', 'one');
    first.append('err', 'two\u2028with a separator');
    first[Symbol.dispose]();
    const { journal, recovered } = open();
    journal.append('in', 'three');
    expect(recovered.map(({ line }) => line)).toEqual(['one', 'two\u2028with a separator']);
    expect(journal.lastSeq).toBe(3);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('cuts off a line that was being written when the machine died', () => {
    const first = open().journal;
    first.append('out', 'whole');
    first[Symbol.dispose]();
    appendFileSync(path, '{"seq":2,"at":1,"channel":"out","li');
    const { journal, recovered } = open();
    expect(recovered).toHaveLength(1);
    expect(journal.append('out', 'next').seq).toBe(2);
    journal[Symbol.dispose]();
    expect(open().recovered.map(({ line }) => line)).toEqual(['whole', 'next']);
  });

  it('hands out earlier lines and then new ones, each once', async () => {
    const { journal } = open();
    journal.append('out', 'one');
    journal.append('out', 'two');
    const taken = take(journal, 2, 3);
    journal.append('out', 'three');
    journal.append('out', 'four');
    expect(await taken).toEqual([2, 3, 4]);
  });

  it('ends the reading when nobody reads any more', async () => {
    const { journal } = open();
    const reader = new AbortController();
    const reading = journal.follow(1, reader.signal).next();
    reader.abort();
    expect(await reading).toEqual({ done: true, value: undefined });
  });
});

describe('the history of a session', () => {
  const note = (at: number, seq: number, body: object): JournalRecord => ({
    seq,
    at,
    channel: 'note',
    line: JSON.stringify(body),
  });
  const end = { cause: 'exited', exitCode: 0, signal: null, result: null };

  it('counts running time without the time in which the agent was held', () => {
    const history = [
      note(1000, 1, { type: 'agent_started', pid: 1, resumed: false }),
      note(3000, 2, { type: 'held', yieldPoint: 'after_tools' }),
      note(9000, 3, { type: 'released' }),
      note(9500, 4, { type: 'agent_ended', end }),
    ].reduce(evolveHistory, EMPTY_HISTORY);
    expect(runningMs(history)).toBe(2500);
    expect(history).toMatchObject({ ends: 1, lastEnd: end });
  });

  it('counts the time up to the last line of an agent that was lost', () => {
    const history = [
      note(1000, 1, { type: 'agent_started', pid: 1, resumed: false }),
      { seq: 2, at: 4000, channel: 'out' as const, line: '{"type":"transcript_mirror"}' },
    ].reduce(evolveHistory, EMPTY_HISTORY);
    expect(runningMs(history)).toBe(3000);
    expect(history.hasConversation).toBe(true);
  });
});
