import { z } from 'zod';
import { ArtifactView } from '#shared/contracts/http.js';
import { ArtifactId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { requireArtifact } from './require-artifact.js';

export const getArtifact = endpoint({
  method: 'get',
  path: '/artifacts/:id',
  summary: 'Show an artifact: where it comes from, its size, type and SHA-256',
  params: z.object({ id: ArtifactId }),
  success: { status: 200, description: 'The artifact', schema: ArtifactView },
  async handle({ params, deps }) {
    return { json: ArtifactView.parse(await requireArtifact(deps, params.id)) };
  },
});
