import { z } from 'zod';
import type { ExecutionInputDocument } from '#shared/contracts/execution-input.js';
import { Uploaded } from '#shared/contracts/http.js';
import type { UploadId } from '#shared/contracts/ids.js';
import { ObjectRef } from '#shared/contracts/object-ref.js';
import { ObjectNotFoundError, type ObjectStore } from '#shared/object-store/object-store.js';
import { FolderNotUsableError } from '../../errors.js';

/** Lies beside the tar, written after it: an upload that has none was never completed. */
const UploadRecord = z.object({ uploaded: Uploaded, tar: ObjectRef });
type UploadRecord = z.infer<typeof UploadRecord>;

export const tarKey = (id: UploadId): string => `uploads/${id}.tar`;
const recordKey = (id: UploadId): string => `uploads/${id}.json`;

export async function recordUpload(objects: ObjectStore, record: UploadRecord): Promise<void> {
  const key = recordKey(record.uploaded.id);
  await objects.put(key, JSON.stringify(record), { contentType: 'application/json' });
}

/** The folder as an execution's input names it. Errors: FolderNotUsableError. */
export async function uploadedFolder(
  objects: ObjectStore,
  uploadId: UploadId,
): Promise<NonNullable<ExecutionInputDocument['folder']>> {
  try {
    const record = UploadRecord.parse(JSON.parse(await objects.getText(recordKey(uploadId))));
    return { uploadId, tar: record.tar };
  } catch (error) {
    if (!(error instanceof ObjectNotFoundError)) throw error;
    throw new FolderNotUsableError(
      `folder ${uploadId} was never uploaded; send it with POST /api/v1/uploads first`,
      { cause: error },
    );
  }
}
