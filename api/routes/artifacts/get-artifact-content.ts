import { basename } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ArtifactId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { requireArtifact } from './require-artifact.js';

export const getArtifactContent = endpoint({
  method: 'get',
  path: '/artifacts/:id/content',
  summary: 'Read the bytes of an artifact',
  params: z.object({ id: ArtifactId }),
  success: {
    status: 200,
    description: 'The bytes as the agent wrote them',
    contentType: 'application/octet-stream',
  },
  async handle({ params, request, response, deps }) {
    const { key, size, sha256, contentType, path } = await requireArtifact(deps, params.id);
    response.attachment(basename(path));
    response.set({
      'Content-Type': contentType,
      'Content-Length': String(size),
      'Cache-Control': 'private, max-age=31536000, immutable',
      ETag: `"${sha256}"`,
      // An agent wrote this: a browser may show it, but not run it.
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
    if (request.fresh) response.status(304).end();
    else await pipeline(await deps.objects.get(key), response);
    return undefined;
  },
});
