import type { ExecutionId } from '#shared/contracts/ids.js';
import type { HostDependencies } from './host-dependencies.js';

type PlaceDependencies = Pick<
  HostDependencies,
  'host' | 'hostId' | 'hostSlots' | 'freeDiskMb' | 'diskReserveMb'
>;

/** Places of one host, of which there are `hostSlots`. Setups that run at once know of each other. */
export class HostPlaces {
  private readonly settingUp = new Set<ExecutionId>();

  constructor(private readonly deps: PlaceDependencies) {}

  /** Works in the execution's place; HostFullError where it has none and none is free. */
  async occupy<T>(executionId: ExecutionId, work: () => Promise<T>): Promise<T> {
    const isNew = await this.take(executionId);
    try {
      return await work();
    } finally {
      if (isNew) this.settingUp.delete(executionId);
    }
  }

  /** False when the execution had its place before. */
  private async take(executionId: ExecutionId): Promise<boolean> {
    const { host, hostId, hostSlots, freeDiskMb, diskReserveMb } = this.deps;
    const free = await freeDiskMb();
    const owned = (await host.list()).map((workspace) => workspace.executionId);
    // From here to the end without waiting: whoever comes meanwhile would take the same place.
    const taken = new Set([...owned, ...this.settingUp]);
    if (taken.has(executionId)) return false;
    if (taken.size >= hostSlots) {
      throw new HostFullError(`host ${hostId} has ${taken.size} workspaces, as many as it may`);
    }
    if (free < diskReserveMb) {
      throw new HostFullError(
        `host ${hostId} has ${Math.floor(free)} MiB of disk left; HOST_DISK_RESERVE_MB keeps ${diskReserveMb}`,
      );
    }
    this.settingUp.add(executionId);
    return true;
  }
}

/** Not a refusal of the execution: Temporal offers the work again, to every host that has a place. */
export class HostFullError extends Error {
  override name = 'HostFullError';
}
