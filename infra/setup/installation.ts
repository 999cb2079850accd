import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readEnvFile, writeEnvFile, type Settings } from './env-file.js';
import { parsePort, PORTS } from './ports.js';
import { SetupError } from './setup-error.js';
import type { Environment, Site } from './site.js';

/** One installation of the platform: its credentials and ports, and the file that keeps them. */
export type Installation = {
  readonly id: string;
  readonly file: string;
  readonly settings: Settings;
};

export const installationFile = (site: Site): string => join(site.stateDir, 'installation.env');

/** The installation of a file; undefined when it was never brought up. */
export function readInstallation(file: string): Installation | undefined {
  const settings = readEnvFile(file);
  const id = settings.SYN_INSTALLATION;
  return id === undefined ? undefined : { id, file, settings };
}

/**
 * Reads the installation, or makes one with new credentials. What a later version added is completed;
 * a port in the environment wins and is kept.
 */
export function prepareInstallation(
  file: string,
  env: Environment,
  random: (bytes: number) => Buffer = randomBytes,
): Installation {
  const kept = readEnvFile(file);
  const settings = { ...generateSettings(random), ...kept, ...chosenPorts(kept, env) };
  const complete = { ...settings, SYN_API_URL: `http://127.0.0.1:${settings.SYN_API_PORT}` };
  writeEnvFile(file, 'Made by `npm run up`. Whoever reads this drives the installation.', complete);
  return { id: complete.SYN_INSTALLATION, file, settings: complete };
}

type Generated = {
  readonly SYN_INSTALLATION: string;
} & Settings;

/** A new identity: every secret has at least 160 bits and only characters that a URL takes as they are. */
export function generateSettings(random: (bytes: number) => Buffer): Generated {
  const secret = (bytes: number) => random(bytes).toString('hex');
  return {
    SYN_INSTALLATION: `syn-${secret(3)}`,
    SYN_API_KEY: `syn_${secret(24)}`,
    SYN_KEY_SECRET: secret(32),
    POSTGRES_PASSWORD: secret(24),
    SYN_OWNER_PASSWORD: secret(24),
    SYN_APP_PASSWORD: secret(24),
    OBJECT_STORE_ACCESS_KEY: secret(10),
    OBJECT_STORE_SECRET_KEY: secret(24),
  };
}

function chosenPorts(kept: Settings, env: Environment): Settings & { SYN_API_PORT: string } {
  const entries = PORTS.map(({ variable, port }) => {
    const text = env[variable] ?? kept[variable] ?? String(port);
    if (parsePort(text) === undefined) throw invalidPort(variable, text);
    return [variable, text];
  });
  return Object.fromEntries(entries) as Settings & { SYN_API_PORT: string };
}

const invalidPort = (variable: string, text: string): SetupError =>
  new SetupError(
    `${variable} is "${text}", which is no port`,
    `Set ${variable} to a number from 1 to 65535, or unset it.`,
  );
