/** What a `{{name}}` in a prompt may mean. */
export type Reference =
  | { readonly kind: 'execution' | 'workflow' }
  | { readonly kind: 'input'; readonly input: string }
  | { readonly kind: 'phase'; readonly phaseId: string };

/** Names that mean something in a prompt, so no phase may be called like them. */
export const RESERVED_PHASE_IDS: readonly string[] = ['execution_id', 'workflow_id', 'inputs'];

const INPUT_PREFIX = 'inputs.';

export function referenceOf(name: string): Reference {
  if (name === 'execution_id') return { kind: 'execution' };
  if (name === 'workflow_id') return { kind: 'workflow' };
  if (name.startsWith(INPUT_PREFIX)) {
    return { kind: 'input', input: name.slice(INPUT_PREFIX.length) };
  }
  return { kind: 'phase', phaseId: name };
}
