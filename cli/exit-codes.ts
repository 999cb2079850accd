/** What scripts can tell apart; shown by `syn --help`. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  invalidWorkflow: 5,
  /** `--exit-status`: the execution ended, but not as COMPLETED. */
  notCompleted: 6,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  the API refused the request, or something failed
  2  the command line is wrong
  3  the API cannot be reached
  4  the API key is missing or wrong
  5  the workflow is not valid
  6  the execution did not complete (with --exit-status)

Environment:
  SYN_API_URL  where the API is (default http://127.0.0.1:8137)
  SYN_API_KEY  its key; ./bin/syn reads it from .syn/installation.env
  NO_COLOR     no colours, as in a pipe`;
