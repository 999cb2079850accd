import { randomBytes } from 'node:crypto';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import {
  MinioObjectStore,
  type ObjectStoreSettings,
} from '#shared/object-store/minio-object-store.js';
import { testImage } from './images.js';

const ACCESS_KEY = 'for-tests';
const SECRET_KEY = 'for-tests-only';

/** The MinIO image, running for one suite. Disposing it removes the container and its volume. */
export class Minio implements AsyncDisposable {
  private constructor(private readonly container: StartedTestContainer) {}

  static async start(): Promise<Minio> {
    const container = await new GenericContainer(testImage('minio'))
      .withLabels({ 'syntropic.test': 'minio' })
      .withEnvironment({ MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY })
      .withExposedPorts(9000)
      .withWaitStrategy(Wait.forHealthCheck())
      .start();
    return new Minio(container);
  }

  /** A bucket of its own unless it is named. */
  settings(bucket = `test-${randomBytes(6).toString('hex')}`): ObjectStoreSettings {
    const { container } = this;
    const endpoint = `http://${container.getHost()}:${container.getMappedPort(9000)}`;
    return { endpoint, bucket, accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
  }

  open(bucket?: string): Promise<MinioObjectStore> {
    return MinioObjectStore.open(this.settings(bucket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.container.stop({ removeVolumes: true });
  }
}
