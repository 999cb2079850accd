import type { Totals } from '#shared/contracts/http.js';

/** `0:08`, `12:40`, `3:05:09` */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  if (hours === 0) return `${minutes}:${rest}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

/** `380`, `12.4k`, `1.2M` */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  if (count < 999_950) return `${(count / 1000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** Small costs keep their digits: `$0.0031`, `$1.24`. */
export function formatCost(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.1 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

/** `512 B`, `3.4 KB`, `1.2 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** `5 tool calls, 12.4k in (9.1k cached), 1.2k out, $0.0312` */
export function formatTotals(totals: Totals): string {
  const cached = totals.cacheReadTokens;
  const input = totals.inputTokens + cached + totals.cacheWriteTokens;
  const unpriced = totals.unpricedCalls
    ? ` (${totals.unpricedCalls} calls without a known price)`
    : '';
  return [
    `${totals.toolCalls} tool call${totals.toolCalls === 1 ? '' : 's'}`,
    `${formatCount(input)} in${cached > 0 ? ` (${formatCount(cached)} cached)` : ''}`,
    `${formatCount(totals.outputTokens)} out`,
    formatCost(totals.costUsd) + unpriced,
  ].join(', ');
}

/** The time of day in this machine's zone: `14:03:07`. */
export function formatTime(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}

/** `2026-01-31 14:03` in this machine's zone. */
export function formatDate(iso: string | undefined): string {
  if (iso === undefined) return '-';
  const date = new Date(iso);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return `${day} ${date.toTimeString().slice(0, 5)}`;
}
