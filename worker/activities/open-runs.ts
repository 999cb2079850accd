import { type Client, WorkflowNotFoundError } from '@temporalio/client';

/** States in which no workflow code will run any more; everything else is open, a run paused by an operator too. */
const CLOSED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'CONTINUED_AS_NEW', 'TIMED_OUT'];

/** Whether Temporal has this run, or any run of the execution, open. What was deleted there is closed. */
export async function isRunOpen(
  client: Client,
  executionId: string,
  runId?: string,
): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(executionId, runId).describe();
    return !CLOSED.includes(status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
