import type { HostActivities } from '#shared/contracts/activities.js';
import { artifactPage } from '../artifacts/artifact-page.js';
import { readPhaseResult } from '../artifacts/phase-results.js';
import type { HostDependencies } from './host-dependencies.js';
import { HostPlaces } from './host-places.js';
import { runPhase } from './run-phase.js';
import { setUpWorkspace } from './set-up-workspace.js';
import { tearDownWorkspace } from './tear-down-workspace.js';

/** All that touches the workspaces of one Docker host. */
export function createHostActivities(deps: HostDependencies): HostActivities {
  const places = new HostPlaces(deps);
  return {
    setUpWorkspace: (request) => setUpWorkspace(deps, places, request),
    runPhase: (request) => runPhase(deps, request),
    tearDownWorkspace: (request) => tearDownWorkspace(deps, request),
    async listPhaseArtifacts(request) {
      const result = await readPhaseResult(deps, request);
      return artifactPage({ artifacts: result?.artifacts ?? [] }, request.page);
    },
  };
}
