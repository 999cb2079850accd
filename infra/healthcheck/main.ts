import { env } from 'node:process';

/** Exit code 0 when the URL given answers 2xx: what compose asks each of our services. */
const DEADLINE_MS = 4000;

const isHealthy = (url: string): Promise<boolean> =>
  fetch(url, { headers: credentials(), signal: AbortSignal.timeout(DEADLINE_MS) }).then(
    (answer) => answer.ok,
    () => false,
  );

/** The API tells what it lacks to nobody without its key, which its own container has. */
const credentials = (): Record<string, string> =>
  env.SYN_API_KEY ? { authorization: `Bearer ${env.SYN_API_KEY}` } : {};

process.exitCode = (await isHealthy(process.argv[2] ?? '')) ? 0 : 1;
