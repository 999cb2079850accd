/** What is wrong, and where: `version` is the first that is concerned. */
export type EventFinding =
  | { readonly kind: 'changed_event'; readonly streamId: string; readonly version: number }
  | { readonly kind: 'missing_event'; readonly streamId: string; readonly version: number }
  | { readonly kind: 'truncated_stream'; readonly streamId: string; readonly version: number }
  | { readonly kind: 'removed_stream'; readonly streamId: string; readonly version: number }
  | { readonly kind: 'broken_anchor'; readonly key: string };
