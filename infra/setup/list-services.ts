import { compose, type Stack } from './compose.js';

export type ServiceState = {
  readonly service: string;
  /** As docker says it: running, exited, restarting, … */
  readonly state: string;
  /** Empty for a service without a health check. */
  readonly health: string;
  readonly exitCode: number;
  readonly image: string;
};

type ComposeRow = Readonly<Record<'Service' | 'State' | 'Health' | 'Image', string>> & {
  readonly ExitCode: number;
};

/** The containers of a stack, also those that ended. */
export async function listServices(stack: Stack): Promise<ServiceState[]> {
  return parseServices(await compose(stack, ['ps', '--all', '--format', 'json']));
}

/** Reads what `docker compose ps` prints: a line of JSON per container, before version 2.21 one array. */
export function parseServices(text: string): ServiceState[] {
  const rows = text.trimStart().startsWith('[')
    ? (JSON.parse(text) as ComposeRow[])
    : text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ComposeRow);
  return rows.map(({ Service, State, Health, ExitCode, Image }) => ({
    service: Service,
    state: State,
    health: Health,
    exitCode: ExitCode,
    image: Image,
  }));
}
