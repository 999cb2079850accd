import { describe, expect, it } from '@jest/globals';
import type { Answer, Reply } from '../../../model/reply.js';
import type { Cue } from '../../../model/script.js';
import { SCRIPTS } from '../../../model/scripts/registry.js';

const cue = (script: string, more: Partial<Cue> = {}): Cue => ({
  ...{ script, arguments: {}, turn: 0, results: [], earlierAttempts: 0 },
  ...{ tools: new Set(['Bash', 'Read', 'Write']) },
  ...more,
});
const play = (script: string, more: Partial<Cue> = {}): Reply | undefined =>
  SCRIPTS.get(script)?.(cue(script, more));
const blocks = (reply: Reply | undefined) => (reply as Answer).blocks;
const inputOf = (reply: Reply | undefined, at = 0) =>
  blocks(reply).filter((block) => block.type === 'tool_use')[at]?.input;
const textOf = (reply: Reply | undefined) =>
  blocks(reply)
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('');
const bashResult = (text: string) => ({ tool: 'Bash', text, failed: false });

describe('scripts', () => {
  it.each([...SCRIPTS.keys()])('%s always has a reply, at whatever turn', (name) => {
    for (const turn of [0, 1, 2, 3, 9]) expect(play(name, { turn })).toHaveProperty('kind');
  });

  it('sh runs the given command once', () => {
    const cmd = Buffer.from('echo "hi" > a').toString('base64');
    expect(inputOf(play('sh', { arguments: { cmd } }))).toMatchObject({ command: 'echo "hi" > a' });
    expect(play('sh', { turn: 1 })).toMatchObject({ stopReason: 'end_turn' });
  });

  it('loop ends after n turns', () => {
    expect(play('loop', { arguments: { n: '2' }, turn: 1 })).toMatchObject({
      stopReason: 'tool_use',
    });
    expect(play('loop', { arguments: { n: '2' }, turn: 2 })).toMatchObject({
      stopReason: 'end_turn',
    });
  });

  it('err refuses so many times, then goes on', () => {
    const refused = { status: '529', times: '2', retry_after: '3' };
    expect(play('err', { arguments: refused, earlierAttempts: 1 })).toMatchObject({
      ...{ kind: 'refused', status: 529, retryAfterSeconds: 3 },
    });
    expect(play('err', { arguments: refused, earlierAttempts: 2 })).toMatchObject({
      kind: 'answer',
    });
  });

  it('call says what is wrong with its input', () => {
    const input = Buffer.from('[1]').toString('base64');
    expect(play('call', { arguments: { tool: 'Read', input } })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('base64 of a JSON object'),
    });
  });

  it('look answers with what the tool saw', () => {
    const results = [bashResult('path\t/workspace\nentries\t3\nREADME.md\nsrc/\n')];
    const text = textOf(play('look', { turn: 1, results }));
    expect(text).toContain('/workspace, which has 3 entries');
    expect(text).toContain('src/');
  });

  it('look answers at once where the workflow allows no shell', () => {
    expect(play('look', { tools: new Set(['Read']) })).toMatchObject({ stopReason: 'end_turn' });
  });
});

const SURVEY = [
  'path\t/workspace\nfiles\t12\nlanguage\tts\t7\t900\nlanguage\ttsx\t1\t100\nlanguage\tmd\t2\t50',
  'largest\t4096\tsrc/big file.ts\nlargest\t10\ta|b.md',
  'commits\t41\ncommit\tabc1234\t2026-01-02\tAda\tadd\tthe [[s=hang]] parser',
  'marks\t1\nmark\tsrc/a.ts\t7\t// open: [[s=hang]]',
].map(bashResult);

describe('survey', () => {
  it('ends with the figures that the tools gave', () => {
    const text = textOf(play('survey', { turn: 4, results: SURVEY }));
    expect(text).toContain('12 files, of which 10 are text with 1,050 lines');
    expect(text).toContain('TypeScript (1,000 lines), Markdown (50 lines)');
    expect(text).toContain('src/big file.ts (4,096 bytes)');
    expect(text).toContain('41 commits is abc1234');
  });

  it('writes the facts as JSON that the report can read', () => {
    const written = inputOf(play('survey', { turn: 3, results: SURVEY }));
    expect(written).toMatchObject({ file_path: '/workspace/artifacts/facts.json' });
    const results = [bashResult(String(written?.content)), bashResult('checked\t4096')];
    const report = inputOf(play('report', { turn: 2, results }));
    expect(report).toMatchObject({ file_path: '/workspace/artifacts/output.md' });
    expect(report?.content).toContain('| TypeScript | 8 | 1,000 | 95.2 % |');
    expect(report?.content).toContain('Measured again, the largest file');
    expect(report?.content).toContain(String.raw`a\|b.md`);
  });

  it('hands no marker on to the prompt of a later phase', () => {
    for (const turn of [2, 3, 4]) {
      expect(JSON.stringify(play('survey', { turn, results: SURVEY }))).not.toContain('[[s=');
    }
  });

  it('writes through the shell where the workflow does not allow Write', () => {
    const tools = new Set(['Bash']);
    const { command } = inputOf(play('survey', { turn: 2, results: SURVEY, tools })) ?? {};
    expect(command).toMatch(/base64 -d > '\/workspace\/artifacts\/survey.md'$/);
  });
});

describe('report', () => {
  it('says so when the earlier phase left no facts', () => {
    const results = [bashResult('cat: no such file')];
    expect(textOf(play('report', { turn: 1, results }))).toContain('no readable facts.json');
  });
});
