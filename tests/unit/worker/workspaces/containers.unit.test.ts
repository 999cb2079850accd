import { describe, expect, it } from '@jest/globals';
import { ExecutionId } from '#shared/contracts/ids.js';
import {
  agentContainer,
  setupContainer,
  sidecarContainer,
  type WorkspaceSettings,
} from '../../../../worker/workspaces/container-options.js';
import { sidecarConfig } from '../../../../worker/workspaces/sidecar-config.js';

const executionId = ExecutionId.parse('exe-0123456789abcdefghij');
const settings: WorkspaceSettings = {
  owner: { installation: 'syn-1', hostId: 'host-1' },
  workspaceImage: 'workspace',
  sidecarImage: 'envoy',
  egressNetwork: 'syn-1-egress',
  gatewayAddress: 'gateway:8139',
  privateHosts: ['git.internal'],
  memoryMb: 512,
  cpus: 1.5,
  pids: 100,
  diskMb: 1000,
  fileMb: 500,
  setupTimeoutMs: 1000,
  maxArtifacts: 10,
  maxArtifactsMb: 10,
};

describe('the containers of a workspace', () => {
  it('gives the agent’s container no network and three rights', () => {
    const { HostConfig, Env } = agentContainer(settings, executionId);
    expect(HostConfig).toMatchObject({
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID', 'KILL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      PidsLimit: 100,
    });
    expect(HostConfig?.Binds).toContain(`syn-1-${executionId}-sockets:/run/egress:ro,nocopy`);
    expect(Env).toEqual(['SYN_DISK_MB=1000', 'SYN_FILE_MB=500']);
  });

  it('runs the setup as the agent’s user without any right', () => {
    const options = setupContainer(settings, executionId);
    expect(options.User).toBe('10001:10001');
    expect(options.HostConfig?.CapAdd).toBeUndefined();
    expect(options.HostConfig?.NetworkMode).toBe('none');
  });

  it.each([
    agentContainer(settings, executionId),
    setupContainer(settings, executionId),
    sidecarContainer(settings, executionId, 'sidecar'),
  ])('labels every container with its owner', ({ Labels }) => {
    expect(Labels).toMatchObject({
      'syntropic.installation': 'syn-1',
      'syntropic.host': 'host-1',
      'syntropic.execution': executionId,
    });
  });
});

describe('the sidecar’s configuration', () => {
  const routesOf = (policy: Parameters<typeof sidecarConfig>[0]): string =>
    JSON.stringify(sidecarConfig(policy));

  it('lets an agent reach two paths of the gateway and nothing else', () => {
    const config = routesOf({ gateway: 'gateway:8139', egress: 'none' });
    expect(config.match(/"path":"\/v1[^"]*"/g)).toEqual([
      '"path":"/v1/messages"',
      '"path":"/v1/messages/count_tokens"',
    ]);
    expect(config).toContain('"port_value":8139');
    expect(config).not.toContain('"name":"public"');
    expect(config).not.toContain('admin');
  });

  it('opens a setup to public hosts and to the private ones that are named', () => {
    const config = routesOf({ egress: { privateHosts: ['git.internal'] } });
    expect(config).toContain('"domains":["git.internal","git.internal:*"]');
    expect(config).toContain('"name":"public"');
    expect(config).not.toContain('/v1/messages');
    for (const prefix of ['10.0.0.0', '169.254.0.0', '::ffff:0:0', 'fe80::']) {
      expect(config).toContain(`"address_prefix":"${prefix}"`);
    }
  });
});
