import pino, { type Logger } from 'pino';

/** Quiet: what an operator should look at, to standard error, as one JSON object a line. Nothing secret is ever handed to it; these paths are a second belt. */
export const createLog = (): Logger =>
  pino(
    {
      level: 'warn',
      redact: ['*.password', '*.token', '*.cookie', '*.headers', 'password', 'token', 'cookie', 'headers'],
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
