/**
 * What the survey asks of a workspace, for the shell and awk of any Debian. Each prints lines of tab-separated
 * fields, the first one naming the fact, so that an error message among them does no harm.
 * `command` passes by the agent's own shell functions of these names.
 */

/** Every file but the platform's own folders; what git ignores is left out where there is git. */
const FILES = String.raw`files() {
  if git rev-parse --git-dir >/dev/null 2>&1
  then git ls-files -coz --exclude-standard
  else command find . -type f -not -path '*/.git/*' -not -path '*/node_modules/*' -print0
  fi | tr '\0' '\n' | sed 's|^\./||' | awk '!/^(inputs|artifacts)\//'
}
text_files() { files | tr '\n' '\0' | xargs -0 -r grep -Il '' 2>/dev/null | sed 's|^|./|' | tr '\n' '\0'; }
`;

/** `path`, `files`, and a `language` line (extension, files, lines) for each extension of a text file. */
export const INVENTORY = `${FILES}${String.raw`mkdir -p artifacts && rm -f artifacts/survey.md artifacts/facts.json
printf 'path\t%s\n' "$PWD"
printf 'files\t%s\n' "$(files | wc -l)"
text_files | xargs -0 -r wc -l | awk -v OFS='\t' '$2 != "total" {
    lines = $1; sub(/^ *[0-9]+ /, ""); sub(/.*\//, "")
    extension = match($0, /[^.]\.[^.]+$/) ? substr($0, RSTART + 2) : "-"
    count[extension]++; sum[extension] += lines
  } END { for (extension in count) print "language", extension, count[extension], sum[extension] }' |
  sort -t "$(printf '\t')" -k4,4nr`}`;

/** A \`largest\` line (bytes, path) for each of the ten largest files. */
export const LARGEST = `${FILES}${String.raw`files | tr '\n' '\0' | xargs -0 -r stat -c 'largest	%s	%n' 2>/dev/null |
  sort -t "$(printf '\t')" -k2,2nr | head -n 10`}`;

/** `commits` (how many) and a `commit` line (hash, date, author, subject) for each of the last ten. */
export const COMMITS = String.raw`git rev-parse --git-dir >/dev/null 2>&1 || { echo 'no git history here'; exit 0; }
printf 'commits\t%s\n' "$(git rev-list --count HEAD)"
git log -n 10 --date=short --pretty='format:commit%x09%h%x09%ad%x09%an%x09%s'`;

/** `marks` (how many) and a `mark` line (path, line, text) for each of the first twenty. */
export const MARKS = `${FILES}${String.raw`text_files | xargs -0 -r grep -nHwE 'TODO|FIXME' 2>/dev/null |
  awk -v OFS='\t' '{ total++ }
    total <= 20 {
      split($0, part, ":"); text = $0; sub(/^[^:]*:[0-9]+:[ \t]*/, "", text); gsub(/\t/, " ", text)
      print "mark", substr(part[1], 3), part[2], substr(text, 1, 120)
    }
    END { print "marks", total + 0 }'`}`;
