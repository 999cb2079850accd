import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { ExecutionEvent as ExecutionEventSchema } from '#shared/contracts/execution-events.js';
import { DomainError } from '#shared/domain/domain-error.js';
import { ARROWS, isClosed, statusAfter } from '#shared/domain/execution/arrows.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { decide, decideSignal } from '#shared/domain/execution/decide.js';
import { evolve } from '#shared/domain/execution/evolve.js';
import { type ExecutionState, initialState } from '#shared/domain/execution/state.js';
import { objectRef, startData } from '../../../../support/execution-fixtures.js';

const session = (index: number) => `0199f2a0-0000-4000-8000-00000000000${index}`;
const inPhase = fc
  .integer({ min: 1, max: 2 })
  .map((index) => ({ phaseId: `phase-${index}`, sessionId: session(index) }));
const failure = { reason: 'agent_crashed', message: 'it fell' } as const;
const wish = fc.constantFrom({}, { by: 'ada', reason: 'because' });
const terminationReason = fc.constantFrom('terminated', 'timed_out', 'history_gone', 'internal');
const yieldPoint = fc.constantFrom('between_phases', 'after_tools', 'before_tools', 'after_answer');

const of = <T extends ExecutionCommand['type']>(
  type: T,
  data: fc.Arbitrary<Extract<ExecutionCommand, { type: T }>['data']>,
) => data.map((value) => ({ type, data: value }) as ExecutionCommand);

const command: fc.Arbitrary<ExecutionCommand> = fc.oneof(
  of('Start', fc.constant(startData())),
  of('ProvisionWorkspace', fc.constant({ hostId: 'host-1' })),
  of('StartPhase', inPhase),
  of('StartPhase', inPhase),
  of(
    'StoreArtifact',
    inPhase.map((where) => ({
      ...where,
      artifactId: `art-${'0'.repeat(24)}`,
      path: 'a',
      object: objectRef,
    })),
  ),
  of(
    'CompletePhase',
    inPhase.map((where) => ({ ...where, output: objectRef })),
  ),
  of(
    'CompletePhase',
    inPhase.map((where) => ({ ...where, output: objectRef })),
  ),
  of(
    'FailPhase',
    inPhase.map((where) => ({ ...where, ...failure })),
  ),
  of('Pause', wish),
  of(
    'ReachYieldPoint',
    yieldPoint.map((point) => ({ yieldPoint: point, journalSeq: 3 })),
  ),
  of('Resume', wish),
  of('Interrupt', fc.constantFrom({}, { failure })),
  of('Retry', wish),
  of('Reject', fc.constant({ command: 'bogus', message: 'no such signal' })),
  of('Complete', fc.constant({})),
  of('Fail', fc.constant(failure)),
  of('Cancel', fc.constantFrom({}, { start: startData() })),
  of('Expire', fc.constant({ message: 'too late' })),
  of(
    'Terminate',
    terminationReason.map((reason) => ({ reason, message: 'outside', start: startData() })),
  ),
);

function decideOrRefuse(wished: ExecutionCommand, state: ExecutionState) {
  try {
    return decide(wished, state);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function expectArrow(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const next = evolve(state, event);
  const reached = statusAfter(event.type);
  expect(next.status).toBe(reached ?? state.status);
  if (reached !== undefined) {
    expect(ARROWS).toContainEqual(expect.objectContaining({ from: state.status, to: next.status }));
  }
  return next;
}

describe('every sequence of commands', () => {
  it('walks the arrows of the state machine and no other', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        commands.reduce(
          (state, wished) => decideOrRefuse(wished, state).reduce(expectArrow, state),
          initialState(),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('makes events that the contract knows, and none after the end', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        commands.reduce((state, wished) => {
          const events = decideOrRefuse(wished, state);
          if (isClosed(state.status)) expect(events).toEqual([]);
          events.forEach((event) => ExecutionEventSchema.parse(event));
          return events.reduce(evolve, state);
        }, initialState());
      }),
    );
  });

  it('asks for nothing new when it is repeated at once', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), command, (commands, last) => {
        const before = commands.reduce(
          (state, wished) => decideOrRefuse(wished, state).reduce(evolve, state),
          initialState(),
        );
        fc.pre(last.type !== 'Reject');
        const after = decideOrRefuse(last, before).reduce(evolve, before);
        expect(decideOrRefuse(last, after)).toEqual([]);
      }),
    );
  });

  it('is never thrown back at who sent a signal', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), command, (commands, last) => {
        const state = commands.reduce(
          (before, wished) => decideOrRefuse(wished, before).reduce(evolve, before),
          initialState(),
        );
        expect(() => decideSignal('any', last, state)).not.toThrow();
      }),
    );
  });
});
