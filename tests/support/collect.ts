/** Everything that the source yields, in order (`Array.fromAsync` is not in Node 20). */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
