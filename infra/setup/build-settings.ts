import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram } from './host.js';
import { runCommand } from './run-command.js';
import type { Environment, Site } from './site.js';

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const CA_SECRET = '/run/secrets/ca';
const CA_VARIABLES = [
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'PIP_CERT',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
];
/** Builds load the line and the processor all at once: pip's own 15 s were seen to run out in the middle of a file. */
const PATIENCE = { timeoutSeconds: '120', retries: '5' };
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * Writes what a build needs to know of this machine (package registries, proxies, certificate
 * authorities) as BuildKit secrets and returns the arguments that mount them. A secret is never part of
 * a layer, of an image's history or of a cache key.
 */
export async function buildSecrets(site: Site): Promise<string[]> {
  const directory = join(site.stateDir, 'build');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const bundle = certificateBundle(site.env);
  const files = {
    ca: bundle,
    apt: await aptSettings(site.env),
    settings: shellExports({
      ...(await registrySettings(site.env)),
      ...proxySettings(site.env),
      ...(bundle === '' ? {} : Object.fromEntries(CA_VARIABLES.map((name) => [name, CA_SECRET]))),
      APT_CONFIG: '/run/secrets/apt',
    }),
  };
  return Object.entries(files).flatMap(([id, content]) => {
    writeFileSync(join(directory, id), content, { mode: 0o600 });
    return ['--secret', `id=${id},src=${join(directory, id)}`];
  });
}

/** The system's authorities and those that the environment adds; empty where it adds none. */
export function certificateBundle(env: Environment): string {
  const named = [env.SSL_CERT_FILE, env.NODE_EXTRA_CA_CERTS].filter(
    (file) => file !== undefined && file !== '' && existsSync(file),
  );
  if (named.length === 0) return '';
  const files = new Set([SYSTEM_BUNDLE, ...named]);
  return [...files]
    .filter((file) => file !== undefined && existsSync(file))
    .map((file) => readFileSync(String(file), 'utf8'))
    .join('\n');
}

export const shellExports = (values: Environment): string =>
  Object.entries(values)
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('');

const proxySettings = (env: Environment): Environment =>
  Object.fromEntries(
    PROXY_VARIABLES.flatMap((name) => {
      const value = env[name] ?? env[name.toLowerCase()];
      return [
        [name, value],
        [name.toLowerCase(), value],
      ];
    }),
  );

/** What this machine's own package tools are configured to use. */
async function registrySettings(env: Environment): Promise<Environment> {
  const ask = (program: string, ...args: string[]) => answerOf(env, program, args);
  return {
    NPM_CONFIG_REGISTRY: await ask('npm', 'config', 'get', 'registry'),
    PIP_INDEX_URL: env.PIP_INDEX_URL ?? (await ask('pip', 'config', 'get', 'global.index-url')),
    PIP_EXTRA_INDEX_URL: env.PIP_EXTRA_INDEX_URL,
    PIP_TRUSTED_HOST: env.PIP_TRUSTED_HOST,
    PIP_DEFAULT_TIMEOUT: env.PIP_DEFAULT_TIMEOUT ?? PATIENCE.timeoutSeconds,
    PIP_RETRIES: env.PIP_RETRIES ?? PATIENCE.retries,
    PIP_RESUME_RETRIES: env.PIP_RESUME_RETRIES ?? PATIENCE.retries,
    NPM_CONFIG_FETCH_RETRIES: env.NPM_CONFIG_FETCH_RETRIES ?? PATIENCE.retries,
    GOPROXY: env.GOPROXY ?? (await ask('go', 'env', 'GOPROXY')),
    GOSUMDB: env.GOSUMDB ?? (await ask('go', 'env', 'GOSUMDB')),
  };
}

async function aptSettings(env: Environment): Promise<string> {
  const dump = await answerOf(env, 'apt-config', ['dump', 'Acquire']);
  const kept = /^Acquire::(https?::(Proxy|.*::Proxy)|Check-Valid-Until|Check-Date|Retries)\b/i;
  const lines = (dump ?? '').split('\n').filter((line) => kept.test(line));
  // The host's own setting stands behind ours, and so wins.
  return [`Acquire::Retries "${PATIENCE.retries}";`, ...lines, ''].join('\n');
}

async function answerOf(
  env: Environment,
  program: string,
  args: readonly string[],
): Promise<string | undefined> {
  if (!hasProgram(env, program)) return undefined;
  const answer = await runCommand(program, args, { env, timeoutMs: 20_000 }).catch(() => '');
  return answer.trim() || undefined;
}
