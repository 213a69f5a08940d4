import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';
import { type Accounts, settleAudit } from '@latchkey/accounts';
import { createClientAddress } from '@latchkey/session/client-address';
import { type Listening, listen } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { openAccounts } from './open-accounts.ts';
import { createPages } from './pages.ts';
import { createRequestListener } from './requests.ts';
import type { Settings } from './settings/settings.ts';
import { type Sweeping, sweepRegularly } from './sweeping.ts';

/** A server that answers. */
export interface RunningServer {
  /** Where a person opens it: `BASE_URL`, or `http://localhost:5000`. */
  readonly url: string;
  /** Where it listens: `127.0.0.1:5000`, `[::1]:5000`. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Sentences about what this start has made: the database, its tables. */
  readonly created: readonly string[];
  /** Stops listening, finishes running requests (10 s at most), closes the database. May be called twice. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Default: standard output, as `LATCHKEY_LOG_LEVEL` and the mode say. */
  readonly log?: Log;
  /** How long `close` waits for running requests; 10,000. */
  readonly closeGraceMs?: number;
}

/**
 * The finished product in one process: accounts on their database, the pages, the listeners. `loadSettings` makes the
 * settings. @throws `start-refused` with a sentence for the operator: a busy port, a database that does not open.
 */
export async function startServer(settings: Settings, options: ServerOptions = {}): Promise<RunningServer> {
  const { log = createLog(settings), closeGraceMs = 10_000 } = options;
  const { accounts, created } = await openAccounts(settings);
  warnOfOpenDoors(settings, log);
  const stopping = new AbortController();
  try {
    const listening = await listen(
      toListener(settings, { accounts, log, stopping: stopping.signal }),
      settings,
    );
    const sweeping = sweepRegularly(accounts, { log });
    return {
      url: settings.baseUrl ?? localUrl(settings.host, listening),
      addresses: listening.addresses,
      port: listening.port,
      created,
      close: once(() => stop(stopping, { listening, sweeping, accounts, closeGraceMs })),
    };
  } catch (error) {
    await accounts.database.close();
    throw error;
  }
}

/** What is allowed outside production, and worth a word all the same. */
function warnOfOpenDoors({ host, limits, mode }: Settings, log: Log): void {
  if (limits === 'off') log.warn('LIMITS=off: passwords can be guessed without end.');
  if (mode !== 'production' && !['loopback', '127.0.0.1', '::1'].includes(host)) {
    log.warn({ host }, 'This is a development server, and other machines can reach it.');
  }
}

interface Parts {
  readonly accounts: Accounts;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

function toListener(settings: Settings, { accounts, log, stopping }: Parts): RequestListener {
  return createRequestListener({
    answer: createPages(settings, { accounts, log }),
    clientAddress: createClientAddress(settings.trustedProxies),
    isReady: readiness(accounts),
    isStopping: () => stopping.aborted,
    log,
  });
}

/** Whether the database answers, asked of it anew each time. */
function readiness({ database }: Accounts): () => Promise<boolean> {
  const ask = database.prepareOne('SELECT EXISTS (SELECT 1 FROM users) AS answer');
  return async () => {
    try {
      return (await ask()) !== undefined;
    } catch {
      return false;
    }
  };
}

function localUrl(host: string, { port }: Listening): string {
  const isLocal = ['loopback', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  return `http://${isLocal ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

interface Running {
  readonly listening: Listening;
  readonly sweeping: Sweeping;
  readonly accounts: Accounts;
  readonly closeGraceMs: number;
}

async function stop(
  stopping: AbortController,
  { listening, sweeping, accounts, closeGraceMs }: Running,
): Promise<void> {
  stopping.abort();
  await Promise.all([listening.close(closeGraceMs), sweeping.stop()]);
  await settleAudit(accounts);
  await accounts.database.close();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
