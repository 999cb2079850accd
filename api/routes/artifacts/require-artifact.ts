import type { ArtifactId } from '#shared/contracts/ids.js';
import type { ApiDependencies, FoundArtifact } from '../../dependencies.js';
import { NotFoundError } from '../../errors.js';

export async function requireArtifact(
  { readModels }: ApiDependencies,
  id: ArtifactId,
): Promise<FoundArtifact> {
  const artifact = await readModels.findArtifact(id);
  if (!artifact) throw new NotFoundError('artifact', id);
  return artifact;
}
