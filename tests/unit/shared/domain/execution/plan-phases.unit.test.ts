import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_PHASES, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { clipText } from '#shared/domain/execution/clip-text.js';
import { planPhases } from '#shared/domain/execution/plan-phases.js';

const jsonBytes = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;

describe('clipped text', () => {
  it('never takes more bytes as JSON than allowed, and is untouched where it fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 3, max: 80 }),
        (text, limit) => {
          const clipped = clipText(text, limit);
          expect(jsonBytes(clipped)).toBeLessThanOrEqual(limit);
          if (jsonBytes(text) <= limit) expect(clipped).toBe(text);
        },
      ),
    );
  });
});

describe('the plan of an execution', () => {
  it('fits a payload of 16 KiB with the most phases and the longest names', () => {
    const definition = WorkflowDefinition.parse({
      id: 'w',
      name: 'W',
      phases: Array.from({ length: MAX_PHASES }, (_, index) => ({
        id: `${String(index).padStart(2, '0')}${'x'.repeat(61)}`,
        name: '界'.repeat(200),
        prompt: 'p',
        model: `claude-${'y'.repeat(60)}`,
      })),
    });
    const plan = planPhases(definition);
    expect(plan).toHaveLength(MAX_PHASES);
    expect(Buffer.byteLength(JSON.stringify(plan))).toBeLessThan(14 * 1024);
  });

  it('names a phase after its id where it has no name', () => {
    const definition = WorkflowDefinition.parse({
      id: 'w',
      name: 'W',
      phases: [{ id: 'first', prompt: 'p' }],
    });
    expect(planPhases(definition)).toEqual([
      { phaseId: 'first', name: 'first', model: 'sonnet', timeoutSeconds: 3600 },
    ]);
  });
});
