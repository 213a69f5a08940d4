import { setTimeout as wait } from 'node:timers/promises';
import { createLog, type Log } from '../log.ts';
import { startServer } from '../serve.ts';
import type { Settings } from '../settings/settings.ts';
import type { ExitCode } from './terminal.ts';

const noMail =
  'No mail is sent: SMTP_URL is not set. For a forgotten password there is "latchkey users reset-link".';

/** Runs the server until a signal. @throws `start-refused` */
export async function serve(settings: Settings, createdBefore: readonly string[]): Promise<ExitCode> {
  const log = createLog(settings);
  crashOnUncaught(log);
  const server = await startServer(settings, { log });
  const signalled = untilSignal(log);
  for (const sentence of [...createdBefore, ...server.created]) log.info(sentence);
  log.info(`Latchkey is ready at ${server.url} (listening on ${server.addresses.join(' and ')}).`);
  log.info(server.mail ?? noMail);
  const signal = await signalled;
  log.info(`${signal}: finishing what is running, then stopping.`);
  // Node lets go of signals before it is gone: the echo of one Ctrl-C, arriving then, would kill what has stopped in order.
  const echoes = wait(200);
  await server.close();
  log.info('Stopped.');
  await echoes;
  return 0;
}

/**
 * After an error that nobody caught nothing is known about the state of the process, so it ends, and whatever
 * supervises it starts a new one: the database is built for that. Rejections that nobody caught arrive here as well.
 */
function crashOnUncaught(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ error }, 'An error that nobody caught: stopping.');
    process.exit(1);
  });
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/**
 * The first signal; another one ends the process at once. Under `npm start` one Ctrl-C arrives two or three times, from the
 * terminal and from npm: that is one signal. One listener for all of them, as between two there is none, and then a signal kills.
 */
function untilSignal(log: Log): Promise<string> {
  return new Promise((resolve) => {
    let firstMs: number | undefined;
    const hear = (name: string) => {
      firstMs ??= performance.now();
      resolve(name);
      if (performance.now() - firstMs < 500) return;
      log.warn(`${name} again: stopping at once.`);
      process.exit(1);
    };
    for (const name of stopSignals) process.on(name, hear);
  });
}
