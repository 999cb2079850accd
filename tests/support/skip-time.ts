import type { WorkflowService } from '@temporalio/client';

/**
 * Lets every workflow that is started from here on skip the time in which it only waits for a timer. The
 * server needs `frontend.WorkflowTimeSkippingEnabled=true`; the SDK has no option for it yet.
 */
export function skipTime(service: WorkflowService): void {
  const start = service.startWorkflowExecution.bind(service) as (
    request: object,
    ...rest: unknown[]
  ) => unknown;
  Object.assign(service, {
    startWorkflowExecution: (request: object, ...rest: unknown[]) =>
      start({ ...request, timeSkippingConfig: { enabled: true } }, ...rest),
  });
}
