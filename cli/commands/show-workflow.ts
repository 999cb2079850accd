import type { Command } from 'commander';
import { WorkflowView } from '#shared/contracts/http.js';
import type { InputDefinition, PhaseDefinition } from '#shared/contracts/workflow-definition.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatDate } from '../format/quantities.js';

export const showWorkflow = ({ api, terminal }: CliContext): Command =>
  jsonCommand('show')
    .description('show a workflow with its inputs and phases')
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, { json }: JsonOption) => {
      const workflow = await api.get(WorkflowView, `/api/v1/workflows/${encodeURIComponent(id)}`);
      if (json) terminal.printJson(workflow);
      else
        describe(workflow).forEach((line) => {
          terminal.print(line);
        });
    });

function describe({ definition, version, archived, updatedAt, hash }: WorkflowView): string[] {
  const { id, name, description, inputs, repository, phases } = definition;
  return [
    `${name} (${id}), version ${version}${archived ? ', archived' : ''}`,
    `changed ${formatDate(updatedAt)}, hash ${hash.slice(0, 12)}`,
    ...(description === undefined ? [] : [description]),
    ...(repository ? [`repository ${repository.url} ${repository.ref ?? ''}`.trimEnd()] : []),
    ...(inputs.length > 0 ? ['', 'Inputs:', ...inputs.map(inputLine)] : []),
    '',
    'Phases:',
    ...phases.map(phaseLine),
  ];
}

function inputLine({
  name,
  type,
  required,
  default: value,
  values,
  description,
}: InputDefinition): string {
  const kind = values ? values.join('|') : type;
  const given = value === undefined ? '' : `, default ${String(value)}`;
  const meaning = description === undefined ? '' : `: ${description}`;
  return `  ${name} (${kind}${required ? ', required' : given})${meaning}`;
}

function phaseLine({ id, name, model, timeout_seconds: seconds }: PhaseDefinition): string {
  const title = name === undefined ? '' : `${name}; `;
  return `  ${id}: ${title}${model}, at most ${Math.round(seconds / 60)} minutes`;
}
