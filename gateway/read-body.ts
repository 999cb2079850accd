import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

/** The largest request that the Messages API itself accepts. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

export async function readBody(
  request: IncomingMessage,
  maxBytes = MAX_REQUEST_BYTES,
): Promise<Buffer> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new Refusal(400, 'the gateway does not take a compressed body: send it as it is');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number): Refusal =>
  new Refusal(413, `the request is larger than ${maxBytes} bytes`);
