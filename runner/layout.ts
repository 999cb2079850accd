/** Where things are inside a workspace; the image and the worker's container options agree with it. */
export const LAYOUT = {
  workspace: '/workspace',
  artifacts: '/workspace/artifacts',
  inputs: '/workspace/inputs',
  journal: '/journal',
  home: '/home/agent',
  agent: '/opt/claude/claude',
  controlSocket: '/run/syntropic/control.sock',
  egressSockets: '/run/egress',
} as const;

/** The agent's user and group in the image. */
export const AGENT_UID = 10001;

/** Ports on the workspace's loopback, each forwarded to the sidecar's socket of that name. */
export const FORWARDS = [
  { port: 8080, socket: 'model.sock' },
  { port: 8081, socket: 'egress.sock' },
] as const;

export const PROXY_URL = 'http://127.0.0.1:8081';
export const MODEL_URL = 'http://127.0.0.1:8080';
export const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables that lead HTTP clients through the sidecar; tools disagree about the spelling's case. */
export const PROXY_ENVIRONMENT: Readonly<Record<string, string>> = {
  HTTP_PROXY: PROXY_URL,
  HTTPS_PROXY: PROXY_URL,
  NO_PROXY: '127.0.0.1,localhost',
  http_proxy: PROXY_URL,
  https_proxy: PROXY_URL,
  no_proxy: '127.0.0.1,localhost',
};
