import type { ExecutionId } from '#shared/contracts/ids.js';

/** Whose a Docker object is. Two installations, or two hosts of one, never touch each other's. */
export type Ownership = { readonly installation: string; readonly hostId: string };

export type Role = 'agent' | 'sidecar' | 'setup' | 'setup-sidecar';
export type VolumeRole = 'work' | 'journal' | 'sockets' | 'setup-sockets';

export const LABELS = {
  installation: 'syntropic.installation',
  host: 'syntropic.host',
  execution: 'syntropic.execution',
  role: 'syntropic.role',
  /** On the sockets volume, which is made last: the commit that the setup checked out. */
  commit: 'syntropic.commit',
} as const;

export function objectName(
  { installation }: Ownership,
  executionId: ExecutionId,
  role: Role | VolumeRole,
): string {
  return `${installation}-${executionId}-${role}`;
}

export function labelsOf(
  { installation, hostId }: Ownership,
  executionId: ExecutionId,
  role: Role | VolumeRole,
): Record<string, string> {
  return {
    [LABELS.installation]: installation,
    [LABELS.host]: hostId,
    [LABELS.execution]: executionId,
    [LABELS.role]: role,
  };
}

/** Docker's filter for everything of this installation on this host, or of one execution. */
export function ownedBy(
  { installation, hostId }: Ownership,
  executionId?: ExecutionId,
): { label: string[] } {
  const label = [`${LABELS.installation}=${installation}`, `${LABELS.host}=${hostId}`];
  if (executionId !== undefined) label.push(`${LABELS.execution}=${executionId}`);
  return { label };
}
