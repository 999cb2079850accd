import type { ExecutionStatus } from '#shared/contracts/execution-events.js';
import type { PhaseView } from '#shared/contracts/http.js';
import type { Terminal } from '../terminal.js';

export function paintState(state: ExecutionStatus, { colors }: Terminal): string {
  switch (state) {
    case 'COMPLETED':
      return colors.green(state);
    case 'FAILED':
    case 'CANCELLED':
      return colors.red(state);
    case 'PAUSED':
    case 'INTERRUPTED':
      return colors.yellow(state);
    case 'RUNNING':
    case 'NOT_STARTED':
      return colors.cyan(state);
  }
}

export function phaseMark(status: PhaseView['status'], { colors }: Terminal): string {
  switch (status) {
    case 'PENDING':
      return colors.dim('·');
    case 'RUNNING':
      return colors.cyan('▸');
    case 'COMPLETED':
      return colors.green('✓');
    case 'FAILED':
      return colors.red('✗');
  }
}

export const isFinal = (state: ExecutionStatus): boolean =>
  state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELLED';
