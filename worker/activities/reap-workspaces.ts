import type { Logger } from '#shared/runtime/logger.js';
import type { WorkspaceHost } from '../workspaces/workspace-host.js';

export type ReaperDependencies = {
  readonly host: Pick<WorkspaceHost, 'list' | 'remove'>;
  /** Whether Temporal has an open run of this execution; what it does not know is closed. */
  readonly isOpen: (executionId: string) => Promise<boolean>;
  readonly logger: Logger;
};

/**
 * Removes what closed executions of this installation left on this host. One that cannot be removed now is met again by the
 * next call, and does not keep the others from being removed.
 */
export async function reapWorkspaces({
  host,
  isOpen,
  logger,
}: ReaperDependencies): Promise<{ readonly removed: number }> {
  let removed = 0;
  for (const { executionId } of await host.list()) {
    if (await isOpen(executionId)) continue;
    try {
      await host.remove(executionId);
      removed += 1;
    } catch (error) {
      logger.warn({ err: error, executionId }, 'workspace not removed, left to the next reaping');
    }
  }
  return { removed };
}
