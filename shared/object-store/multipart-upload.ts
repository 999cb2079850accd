import type { Client } from 'minio';

type Target = { readonly bucket: string; readonly key: string; readonly contentType: string };

/**
 * An object that arrives in parts. Ours, because the library's own streaming upload waits for ever when
 * its source fails, and joins any unfinished upload of the same key, also one that is running.
 */
export class MultipartUpload {
  readonly #parts: { part: number; etag: string }[] = [];

  private constructor(
    private readonly client: Client,
    private readonly target: Target,
    private readonly uploadId: string,
  ) {}

  static async start(client: Client, target: Target): Promise<MultipartUpload> {
    const { bucket, key, contentType } = target;
    const headers = { 'Content-Type': contentType };
    const uploadId = await client.initiateNewMultipartUpload(bucket, key, headers);
    return new MultipartUpload(client, target, uploadId);
  }

  async add(bytes: Buffer): Promise<void> {
    const partNumber = this.#parts.length + 1;
    const { etag } = await this.client.uploadPart(
      {
        bucketName: this.target.bucket,
        objectName: this.target.key,
        uploadID: this.uploadId,
        partNumber,
        headers: {},
      },
      bytes,
    );
    this.#parts.push({ part: partNumber, etag });
  }

  async complete(): Promise<void> {
    const { bucket, key } = this.target;
    await this.client.completeMultipartUpload(bucket, key, this.uploadId, this.#parts);
  }

  async abort(): Promise<void> {
    await this.client.abortMultipartUpload(this.target.bucket, this.target.key, this.uploadId);
  }
}
