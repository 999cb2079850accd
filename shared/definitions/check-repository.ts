import type { SourceIssue } from '#shared/contracts/http.js';
import type { LooseWorkflow } from './package-schema.js';
import type { SourceDocument } from './source-document.js';

const SCHEMES = new Set(['https:', 'http:', 'git:', 'file:']);
/** The characters that git allows in names of branches, tags and commits, kept to the harmless ones. */
const REF = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./+-]*$/;

/** The address and the ref go to git: neither may be read as an option, nor hold a secret. */
export function checkRepository(
  document: SourceDocument,
  { repository }: LooseWorkflow,
): SourceIssue[] {
  const issues: SourceIssue[] = [];
  const problem = repository?.url === undefined ? undefined : urlProblem(repository.url);
  if (problem !== undefined) issues.push(document.atValue(['repository', 'url'], problem));
  if (repository?.ref !== undefined && !REF.test(repository.ref)) {
    const message = `"${repository.ref}" is not a branch, a tag or a commit`;
    issues.push(document.atValue(['repository', 'ref'], message));
  }
  return issues;
}

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !SCHEMES.has(url.protocol)) {
    return `"${text}" is not an address to clone from; use https://, http://, git:// or file:///`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'the address holds a user or a password; a definition is stored for ever, so keep secrets out of it';
  }
  return undefined;
}
