import { proxyActivities } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing: () => Promise<void> }>({
  startToCloseTimeout: '1 minute',
});

/** The least that three phases can cost: three activities, one after the other. */
export async function bare(): Promise<void> {
  await nothing();
  await nothing();
  await nothing();
}
