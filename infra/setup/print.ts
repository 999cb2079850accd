/** Set-up talks to a person at a terminal or to a log of CI: plain lines, no logger. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Rows as columns of equal width; the first row is the heading. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}
