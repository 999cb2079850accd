import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { findFreePorts, isPortFree, otherPort, parsePort } from '../../../../infra/setup/ports.js';

describe('ports', () => {
  it.each([
    ['1', 1],
    ['8137', 8137],
    ['65535', 65_535],
    ['0', undefined],
    ['65536', undefined],
    ['80a', undefined],
    ['-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });

  it('are taken while something listens, and free afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).toBe(false);
    await once(server.close(), 'close');
    expect(await isPortFree(port)).toBe(true);
  });

  it.each([8137, 55_535, 55_536, 65_535])('proposes a port for the taken one %i', (port) => {
    expect(parsePort(String(otherPort(port)))).toBe(otherPort(port));
  });

  it('are all different when free ones are looked for', async () => {
    expect(new Set(await findFreePorts(5)).size).toBe(5);
  });
});
