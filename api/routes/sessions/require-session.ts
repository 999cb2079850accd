import type { SessionView } from '#shared/contracts/http.js';
import type { SessionId } from '#shared/contracts/ids.js';
import type { ApiDependencies } from '../../dependencies.js';
import { NotFoundError } from '../../errors.js';

/** Errors: NotFoundError while the session has told nothing yet. */
export async function requireSession(
  { telemetry }: ApiDependencies,
  id: SessionId,
): Promise<SessionView> {
  const session = await telemetry.findSession(id);
  if (!session) throw new NotFoundError('session', id);
  return session;
}
