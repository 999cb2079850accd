import type { Command } from 'commander';
import { StoredEvent } from '#shared/contracts/event-envelope.js';
import { page } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatTime } from '../format/quantities.js';
import { oneLine } from '../format/table.js';
import { followEvents } from '../watch/follow-events.js';

type EventOptions = JsonOption & { readonly follow?: true };

export const listEvents = (context: CliContext): Command =>
  jsonCommand('events')
    .description('list the domain events of an execution; with --json one on a line')
    .argument('<execution>', 'id of the execution')
    .option('-f, --follow', 'go on with new ones until the execution ends')
    .action(async (id: string, { json, follow }: EventOptions) => {
      const { terminal } = context;
      const events = follow ? followEvents(context.api, id) : storedEvents(context, id);
      for await (const event of events) {
        if (json) terminal.printJson(event, { compact: true });
        else terminal.print(oneLine(describe(event), terminal.width));
      }
    });

async function* storedEvents({ api }: CliContext, id: string): AsyncGenerator<StoredEvent> {
  const path = `/api/v1/executions/${encodeURIComponent(id)}/events`;
  let after: string | undefined;
  do {
    const { items, next } = await api.get(page(StoredEvent), path, { after });
    yield* items;
    after = next;
  } while (after !== undefined);
}

const describe = ({ version, occurredAt, type, data }: StoredEvent): string =>
  `${String(version).padStart(4)} ${formatTime(occurredAt)} ${type} ${summary(data)}`;

/** The short values; the whole event is in --json. */
function summary(data: StoredEvent['data']): string {
  return Object.entries(data)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}
