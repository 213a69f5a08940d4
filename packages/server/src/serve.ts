import type { RequestListener } from 'node:http';
import { type Accounts, settleAudit } from '@latchkey/accounts';
import { createClientAddress } from '@latchkey/session/client-address';
import { type Listening, listen } from './listen.ts';
import { localUrl } from './local-url.ts';
import { createLog, type Log } from './log.ts';
import { isLoopback } from './loopback.ts';
import type { Mailing } from './mail/mailing.ts';
import { openAccounts } from './open-accounts.ts';
import { createPages } from './pages.ts';
import { createRequestListener } from './requests.ts';
import { createSending, type Sending } from './sending.ts';
import type { Settings } from './settings/settings.ts';
import { type Sweeping, sweepRegularly } from './sweeping.ts';

/** A server that answers. */
export interface RunningServer {
  /** Where a person opens it: `BASE_URL`, or `http://localhost:5000`. */
  readonly url: string;
  /** Where it listens: `127.0.0.1:5000`, `[::1]:5000`. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Where mail goes, in a sentence; `undefined` where there is none. */
  readonly mail: string | undefined;
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
  let listening: Listening | undefined;
  // Asked for with every mail: a server that takes any free port knows it only when it listens.
  const url = () => settings.baseUrl ?? localUrl(settings.host, listening?.port ?? settings.port);
  const { accounts, created } = await openAccounts(settings, { baseUrl: url });
  warnOfOpenDoors(settings, log);
  const stopping = new AbortController();
  try {
    const sending = createSending(settings, log);
    const parts = { accounts, log, sending, stopping: stopping.signal };
    listening = await listen(toListener(settings, parts), settings);
    const running = { listening, accounts, closeGraceMs, ...startWork(parts) };
    return {
      url: url(),
      addresses: listening.addresses,
      port: listening.port,
      mail: sending?.where(listening.port),
      created,
      close: once(() => stop(stopping, running)),
    };
  } catch (error) {
    await accounts.database.close();
    throw error;
  }
}

/** What is allowed outside production, and worth a word all the same. */
function warnOfOpenDoors({ host, limits, mode }: Settings, log: Log): void {
  if (limits === 'off') log.warn('LIMITS=off: passwords can be guessed without end.');
  if (mode !== 'production' && host !== 'loopback' && !isLoopback(host)) {
    log.warn({ host }, 'This is a development server, and other machines can reach it.');
  }
}

interface Parts {
  readonly accounts: Accounts;
  readonly log: Log;
  readonly sending: Sending | undefined;
  readonly stopping: AbortSignal;
}

function toListener(settings: Settings, { accounts, log, sending, stopping }: Parts): RequestListener {
  return createRequestListener({
    answer: createPages(settings, { accounts, log }),
    ...(sending?.devMail && { devMail: sending.devMail }),
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

/** What runs beside the answers. */
function startWork({ accounts, log, sending }: Parts): Pick<Running, 'sweeping' | 'mailing'> {
  return { sweeping: sweepRegularly(accounts, { log }), mailing: sending?.start(accounts) };
}

interface Running {
  readonly listening: Listening;
  readonly sweeping: Sweeping;
  readonly mailing: Mailing | undefined;
  readonly accounts: Accounts;
  readonly closeGraceMs: number;
}

async function stop(
  stopping: AbortController,
  { listening, sweeping, mailing, accounts, closeGraceMs }: Running,
): Promise<void> {
  stopping.abort();
  await Promise.all([listening.close(closeGraceMs), sweeping.stop(), mailing?.stop()]);
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
