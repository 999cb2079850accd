import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client, S3Error } from 'minio';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import { ContentProof } from './content-proof.js';
import { inParts } from './in-parts.js';
import { MultipartUpload } from './multipart-upload.js';
import {
  type ObjectContent,
  ObjectNotFoundError,
  type ObjectStat,
  type ObjectStore,
  type PutOptions,
} from './object-store.js';

export type ObjectStoreSettings = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
};

/** Held in memory per running put; S3 wants 5 MiB at least and takes 10,000 parts, so 80 GB an object. */
const PART_BYTES = 8_388_608;

/** MinIO's default; named so that the client does not ask for it before each first request. */
const REGION = 'us-east-1';

/** One bucket of a MinIO, or of anything else that speaks S3. */
export class MinioObjectStore implements ObjectStore, AsyncDisposable {
  readonly #client: Client;
  readonly #agent: HttpAgent;
  readonly #bucket: string;

  private constructor(settings: ObjectStoreSettings) {
    const { protocol, hostname, port } = new URL(settings.endpoint);
    const useSSL = protocol === 'https:';
    this.#agent = new (useSSL ? HttpsAgent : HttpAgent)({ keepAlive: true });
    this.#bucket = settings.bucket;
    this.#client = new Client({
      endPoint: hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      useSSL,
      accessKey: settings.accessKey,
      secretKey: settings.secretKey,
      region: REGION,
      transportAgent: this.#agent,
    });
  }

  /** Connects, and makes the bucket where it is missing; processes that start together may all call it. */
  static async open(settings: ObjectStoreSettings): Promise<MinioObjectStore> {
    const store = new MinioObjectStore(settings);
    await store.#makeBucket();
    return store;
  }

  async put(key: string, content: ObjectContent, options: PutOptions): Promise<ObjectRef> {
    if (content instanceof Readable) return this.#putStream(key, content, options);
    return this.#putWhole(key, Buffer.from(content), options);
  }

  async get(key: string): Promise<Readable> {
    try {
      return await this.#client.getObject(this.#bucket, key);
    } catch (error) {
      if (isMissing(error)) throw new ObjectNotFoundError(key, { cause: error });
      throw error;
    }
  }

  async getText(key: string): Promise<string> {
    return text(await this.get(key));
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    try {
      const { size, metaData } = await this.#client.statObject(this.#bucket, key);
      return { size, contentType: String(metaData['content-type']) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async *list(prefix: string): AsyncIterable<string> {
    for await (const item of this.#client.listObjectsV2(this.#bucket, prefix, true)) {
      const { name } = item as { name?: string };
      if (name !== undefined) yield name;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#client.removeObject(this.#bucket, key);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }

  async #putWhole(key: string, bytes: Buffer, options: PutOptions): Promise<ObjectRef> {
    const proof = new ContentProof();
    proof.add(bytes);
    const ref = proof.seal(key, options);
    const headers = { 'Content-Type': options.contentType };
    await this.#client.putObject(this.#bucket, key, bytes, bytes.length, headers);
    return ref;
  }

  async #putStream(key: string, content: Readable, options: PutOptions): Promise<ObjectRef> {
    const proof = new ContentProof();
    let upload: MultipartUpload | undefined;
    try {
      for await (const { bytes, isLast } of inParts(content, PART_BYTES)) {
        if (isLast && !upload) return await this.#putWhole(key, bytes, options);
        proof.add(bytes);
        upload ??= await this.#startUpload(key, options);
        await upload.add(bytes);
      }
      const ref = proof.seal(key, options);
      await upload?.complete();
      return ref;
    } catch (error) {
      // The first failure is the one to report; the server drops a forgotten upload by itself after a day.
      await upload?.abort().catch(() => undefined);
      throw error;
    }
  }

  async #startUpload(key: string, { contentType }: PutOptions): Promise<MultipartUpload> {
    return MultipartUpload.start(this.#client, { bucket: this.#bucket, key, contentType });
  }

  async #makeBucket(): Promise<void> {
    try {
      await this.#client.makeBucket(this.#bucket, REGION);
    } catch (error) {
      if (!hasCode(error, 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')) throw error;
    }
  }
}

/** A GET is answered with a code in its body, a HEAD only with a status, from which the library makes another. */
const isMissing = (error: unknown): boolean => hasCode(error, 'NoSuchKey', 'NotFound');

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof S3Error && error.code !== undefined && codes.includes(error.code);
