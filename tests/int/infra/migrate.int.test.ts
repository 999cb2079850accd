import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../../infra/migrate/migrate.js';
import { SILENT, TimescaleDb } from '../../support/timescaledb.js';

let server: TimescaleDb;

beforeAll(async () => {
  server = await TimescaleDb.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe('migrate', () => {
  it('runs each migration once, however many processes start at the same time', async () => {
    await using database = await server.createDatabase({ migrated: false });
    const url = database.url('syn_owner');
    const ran = await Promise.all([migrate(url, SILENT), migrate(url, SILENT)]);
    expect(ran.flat()).toContain('0001-domain-events');
    expect(new Set(ran.flat()).size).toBe(ran.flat().length);
    await expect(migrate(url, SILENT)).resolves.toEqual([]);
  });

  it('gives the application no right to change events', async () => {
    await using database = await server.createDatabase();
    const { rows } = await database.app.query<{ privilege: string }>(
      `SELECT privilege_type AS privilege FROM information_schema.role_table_grants
       WHERE table_name = 'domain_events' AND grantee = 'syn_app' ORDER BY 1`,
    );
    expect(rows.map(({ privilege }) => privilege)).toEqual(['INSERT', 'SELECT']);
  });
});
