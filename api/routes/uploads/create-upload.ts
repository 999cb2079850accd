import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Uploaded } from '#shared/contracts/http.js';
import { endpoint } from '../../endpoint.js';
import { UploadTooLargeError } from '../../errors.js';
import { recordUpload, tarKey } from './stored-upload.js';
import { TarInspector } from './tar-inspector.js';

const TAR = 'application/x-tar';

export const createUpload = endpoint({
  method: 'post',
  path: '/uploads',
  summary: 'Send a folder as an uncompressed tar; an execution names it as its `folder`',
  rawBody: TAR,
  success: { status: 201, description: 'The stored upload', schema: Uploaded },
  async handle({ request, deps: { objects, uploadMaxBytes } }) {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > uploadMaxBytes) throw new UploadTooLargeError(uploadMaxBytes);
    const id = `upl-${randomBytes(16).toString('hex')}`;
    const inspector = new TarInspector(uploadMaxBytes);
    const stored = objects.put(tarKey(id), inspector, { contentType: TAR });
    // The first failure is the answer; the other side is ended by it.
    const received = pipeline(request, inspector);
    const [tar] = await Promise.all([stored, received]).finally(() => inspector.destroy());
    const uploaded = { id, size: tar.size, sha256: tar.sha256, files: inspector.files };
    await recordUpload(objects, { uploaded, tar });
    return { json: uploaded };
  },
});
