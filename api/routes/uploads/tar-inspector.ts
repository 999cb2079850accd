import { Transform, type TransformCallback } from 'node:stream';
import { extract } from 'tar-stream';
import { InvalidUploadError, UploadTooLargeError } from '../../errors.js';

/** More would be a mistake (an unpacked dependency folder, a whole disk) rather than work for an agent. */
const MAX_ENTRIES = 200_000;

/** Passes a tar through unchanged, refusing what is none or is too large, and counts its files on the way. */
export class TarInspector extends Transform {
  readonly #tar = extract();
  #bytes = 0;
  #entries = 0;
  #files = 0;

  constructor(private readonly maxBytes: number) {
    super();
    this.#tar.on('entry', ({ type }, content, next) => {
      this.#entries += 1;
      if (type === 'file') this.#files += 1;
      content.on('error', ignore); // the archive itself reports it
      content.on('end', () => {
        next();
      });
      content.resume();
      if (this.#entries > MAX_ENTRIES) this.#refuse(`it has more than ${MAX_ENTRIES} entries`);
    });
    this.#tar.on('error', ({ message }) => {
      this.#refuse(`it is not an uncompressed tar (${message})`);
    });
  }

  /** Regular files seen so far. */
  get files(): number {
    return this.#files;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.maxBytes) {
      done(new UploadTooLargeError(this.maxBytes));
      return;
    }
    const passOn = (): void => {
      done(null, chunk);
    };
    if (this.#tar.write(chunk)) passOn();
    else this.#tar.once('drain', passOn);
  }

  override _flush(done: TransformCallback): void {
    if (this.#entries === 0) {
      done(new InvalidUploadError('the upload is refused: it is an empty tar'));
      return;
    }
    this.#tar.on('finish', () => {
      done();
    });
    this.#tar.end(undefined);
  }

  #refuse(reason: string): void {
    this.destroy(new InvalidUploadError(`the upload is refused: ${reason}`));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#tar.destroy();
    done(error);
  }
}

function ignore(): void {
  // Reported elsewhere.
}
