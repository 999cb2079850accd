import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { type ExecutionState, isStarted, phaseStatus } from '#shared/domain/execution/state.js';
import { SEARCH_ATTRIBUTES } from './messages.js';

const stateKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');
const phaseKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.phase, 'KEYWORD');

let shownKeys = '';
let shownDetails = '';

/** Makes Temporal's own pages tell what ours tell: search attributes for lists, a table of phases for the run. */
export function showProgress(state: ExecutionState): void {
  if (!isStarted(state)) return;
  showKeys(state.status, state.phase?.phaseId ?? null);
  const details = `${state.status} ${state.hostId ?? ''} ${state.phase?.phaseId ?? ''} ${state.phase?.status ?? ''}`;
  if (details === shownDetails) return;
  shownDetails = details;
  setCurrentDetails(progressTable(state));
}

// Each call is a history event: both attributes in one, and only when one of them changed.
function showKeys(status: string, phaseId: string | null): void {
  const keys = `${status} ${phaseId ?? ''}`;
  if (keys === shownKeys) return;
  shownKeys = keys;
  upsertSearchAttributes([
    { key: stateKey, value: status },
    { key: phaseKey, value: phaseId },
  ]);
}

export function progressTable(state: ExecutionState): string {
  if (!isStarted(state)) return '**NOT_STARTED**';
  const rows = state.plan.map(
    ({ name, model }, index) => `| ${cell(name)} | ${model} | ${phaseStatus(state, index)} |`,
  );
  const host = state.hostId === undefined ? '' : ` on ${state.hostId}`;
  return [
    `**${state.status}**${host}`,
    '',
    '| phase | model | status |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
