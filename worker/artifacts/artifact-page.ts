import type { ArtifactPage } from '#shared/contracts/activities.js';
import type { StoredArtifact } from '#shared/contracts/execution-events.js';
import { DomainError } from '#shared/domain/domain-error.js';

/** Half of what a Temporal payload may have, so that the rest of an activity's result fits beside a page. */
const PAGE_BYTES = 8_192;

/** Page `page` (from 1) of a phase's artifacts: always the same cut for the same list. ArtifactPageNotFoundError beyond the last. */
export function artifactPage(
  { artifacts }: { readonly artifacts: readonly StoredArtifact[] },
  page: number,
): ArtifactPage {
  const pages = paginate(artifacts);
  const found = pages[page - 1];
  if (!found) throw new ArtifactPageNotFoundError(page, pages.length);
  return page < pages.length ? { artifacts: found, next: page + 1 } : { artifacts: found };
}

/** There is always a first page, be it empty; an artifact that is larger than a page has one to itself. */
function paginate(artifacts: readonly StoredArtifact[]): StoredArtifact[][] {
  const pages: StoredArtifact[][] = [[]];
  let bytes = 0;
  for (const artifact of artifacts) {
    const size = Buffer.byteLength(JSON.stringify(artifact)) + 1;
    const current = pages.at(-1);
    if (current && (current.length === 0 || bytes + size <= PAGE_BYTES)) {
      current.push(artifact);
      bytes += size;
    } else {
      pages.push([artifact]);
      bytes = size;
    }
  }
  return pages;
}

export class ArtifactPageNotFoundError extends DomainError {
  override name = 'ArtifactPageNotFoundError';
  readonly code = 'artifact_page_not_found';

  constructor(
    readonly page: number,
    readonly pages: number,
  ) {
    super(`page ${page} of the phase's artifacts does not exist; there are ${pages}`);
  }
}
