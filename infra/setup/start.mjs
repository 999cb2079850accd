// The first thing that runs in a fresh clone: no dependencies, and readable by any Node.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const oldestNode = [20, 19];

if (!nodeIsRecent()) {
  fail(
    `Node ${process.versions.node} is too old: install Node ${oldestNode.join('.')} or newer, then run the same command again.`,
  );
}
if (!dependenciesAreInstalled()) installDependencies();
runSetup();

function nodeIsRecent() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** Compares npm's own record of what it installed with the lockfile; takes milliseconds. */
function dependenciesAreInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (!wanted) fail('package-lock.json is missing or unreadable: restore it with git checkout.');
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function installDependencies() {
  say('Installing the npm packages of package-lock.json …');
  const startedAt = Date.now();
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    fail(
      'npm ci failed (its messages are above): check the network, the proxy and the registry that `npm config get registry` names, then run the same command again.',
    );
  }
  say(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function runSetup() {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'infra/setup/main.ts'), ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  // A terminal sends Ctrl-C to the child too: it cleans up, we wait for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function say(message) {
  process.stdout.write(`${message}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
