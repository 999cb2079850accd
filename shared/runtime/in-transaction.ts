import type { Pool, PoolClient } from 'pg';

/** Commits what the work did, or nothing when it throws. A connection that cannot roll back is closed. */
export async function inTransaction<T>(
  pool: Pool,
  work: (connection: PoolClient) => Promise<T>,
  mode: 'READ COMMITTED' | 'REPEATABLE READ' = 'READ COMMITTED',
): Promise<T> {
  const connection = await pool.connect();
  let broken = false;
  try {
    await connection.query(`BEGIN ISOLATION LEVEL ${mode}`);
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => (broken = true));
    throw error;
  } finally {
    connection.release(broken);
  }
}
