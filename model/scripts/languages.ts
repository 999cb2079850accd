const EXTENSIONS: Readonly<Record<string, string>> = {
  TypeScript: 'ts tsx mts cts',
  JavaScript: 'js jsx mjs cjs',
  Python: 'py pyi',
  Go: 'go',
  Rust: 'rs',
  Java: 'java',
  Kotlin: 'kt kts',
  Ruby: 'rb',
  PHP: 'php',
  'C#': 'cs',
  C: 'c h',
  'C++': 'cc cpp cxx hpp hh',
  Swift: 'swift',
  Shell: 'sh bash zsh',
  SQL: 'sql',
  HTML: 'html htm',
  CSS: 'css scss less',
  Markdown: 'md mdx',
  YAML: 'yaml yml',
  JSON: 'json jsonc ndjson',
  TOML: 'toml',
  XML: 'xml svg',
  'Plain text': 'txt',
};

const LANGUAGES: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS).flatMap(([language, extensions]) =>
    extensions.split(' ').map((extension) => [extension, language] as const),
  ),
);

/** The language of a file extension without its dot; `-` stands for a file that has none. */
export function languageOf(extension: string): string {
  if (extension === '-') return 'No extension';
  return LANGUAGES.get(extension.toLowerCase()) ?? `.${extension}`;
}
