import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ListenOptions = {
  /** 0 lets the system choose; read the choice from `port`. */
  readonly port: number;
  readonly host: string;
  /** How long answers under way may take to end once the server closes, in ms. */
  readonly drainMs?: number;
};

/** A listening HTTP server. Disposing it stops accepting, lets answers under way end, then cuts what is left. */
export class HttpServer implements AsyncDisposable {
  private constructor(
    private readonly server: Server,
    private readonly drainMs: number,
  ) {}

  static async listen(handler: RequestListener, options: ListenOptions): Promise<HttpServer> {
    const server = createServer(handler);
    server.listen(options.port, options.host);
    await once(server, 'listening'); // rejects when the port is taken
    return new HttpServer(server, options.drainMs ?? 5000);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const cut = setTimeout(() => {
      this.server.closeAllConnections();
    }, this.drainMs);
    await closed;
    clearTimeout(cut);
  }
}
