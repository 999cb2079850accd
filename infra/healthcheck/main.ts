/** Exit code 0 when the URL given answers 2xx: what compose asks each of our services. */
const DEADLINE_MS = 4000;

const isHealthy = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) }).then(
    (answer) => answer.ok,
    () => false,
  );

process.exitCode = (await isHealthy(process.argv[2] ?? '')) ? 0 : 1;
