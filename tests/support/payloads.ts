/** Bytes of the largest payload in a history, wherever it stands. */
export function largestPayload(history: unknown): number {
  let largest = 0;
  const visit = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      largest = Math.max(largest, value.length);
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(history);
  return largest;
}
