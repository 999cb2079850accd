import type { RequestHandler } from 'express';

/** Says that the process answers, whatever is behind it: a restart would not help a database. */
export const health: RequestHandler = (_request, response) => {
  response.json({ status: 'alive' });
};
