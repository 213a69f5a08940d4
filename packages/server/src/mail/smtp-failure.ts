import type { DeliveryOutcome } from '@latchkey/accounts';

/**
 * What an error of SMTP means for its mail. The server's own words are not kept: filters for spam repeat the link that they
 * object to. Its numbers say what an operator needs: `RCPT TO: 550 5.1.1`, `AUTH: 535 5.7.8`, `ECONNREFUSED`.
 */
export function failureOf(error: unknown): Exclude<DeliveryOutcome, { readonly ok: true }> {
  const { code, originalCode, command, response, responseCode } = partsOf(error);
  if (responseCode === undefined) {
    return { ok: false, isPermanent: false, error: originalCode ?? code ?? 'failed' };
  }
  const stage = stageOf(command, code);
  const detailed = /^\d{3}[ -](?<enhanced>[245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.groups?.enhanced;
  return {
    ok: false,
    isPermanent: isAboutThisMail(stage, responseCode),
    error: `${stage}: ${responseCode}${detailed === undefined ? '' : ` ${detailed}`}`,
  };
}

/** `DATA`: both its begin and the answer to the whole mail. */
type Stage = 'connection' | 'STARTTLS' | 'AUTH' | 'MAIL FROM' | 'RCPT TO' | 'DATA';

/**
 * A 5xx to the recipient or the mail stays the same however often it is asked (RFC 5321 section 4.2.1). One to our log-in or
 * our sender is for the operator to mend, and the mails wait for that; so does 530, "authentication required", and 503,
 * which speaks of the order of commands.
 */
function isAboutThisMail(stage: Stage, responseCode: number): boolean {
  const isFinal = responseCode >= 500 && responseCode !== 530 && responseCode !== 503;
  return isFinal && (stage === 'RCPT TO' || stage === 'DATA');
}

const stages: readonly Stage[] = ['STARTTLS', 'MAIL FROM', 'RCPT TO', 'DATA'];

function stageOf(command: string | undefined, code: string | undefined): Stage {
  if (code === 'EAUTH' || command?.startsWith('AUTH')) return 'AUTH';
  return stages.find((stage) => stage === command) ?? 'connection';
}

interface Parts {
  readonly code: string | undefined;
  readonly originalCode: string | undefined;
  readonly command: string | undefined;
  readonly response: string | undefined;
  readonly responseCode: number | undefined;
}

function partsOf(error: unknown): Parts {
  // Proof: whatever it is, an object or a primitive, each field is looked at before it is believed.
  const given = Object(error) as Readonly<Record<string, unknown>>;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const { responseCode } = given;
  return {
    code: text(given.code),
    originalCode: text(given.originalCode),
    command: text(given.command),
    response: text(given.response),
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
  };
}
