import { type DecodeOptions, decodeForm, type Form, type FormFault } from './decode-form.ts';

export interface ReadOptions extends DecodeOptions {
  readonly maxBytes: number;
}

export type ReadOutcome =
  | { readonly ok: true; readonly form: Form }
  | { readonly ok: false; readonly status: 400; readonly reason: FormFault | 'cut-off' }
  | { readonly ok: false; readonly status: 413; readonly reason: 'too-large' }
  | { readonly ok: false; readonly status: 415; readonly reason: 'content-type' };

/** A form as it came, to its last byte; its fields are not looked at yet. */
export type ReceivedForm = { readonly ok: true; readonly bytes: Uint8Array } | FormRefusal;

type FormRefusal = Extract<ReadOutcome, { readonly ok: false }>;

/** Reads the form that a request carries. */
export async function readForm(request: Request, options: ReadOptions): Promise<ReadOutcome> {
  return decodeReceived(await receiveForm(request, options.maxBytes), options);
}

/**
 * Reads to the end what a request carries, and stops as soon as it is too large. No body is an empty form: over
 * HTTP/1.1 it shows only in the reading, so a body without a type may have no byte.
 */
export async function receiveForm(request: Request, maxBytes: number): Promise<ReceivedForm> {
  if (request.body === null) return { ok: true, bytes: new Uint8Array() };
  const isNameless = !request.headers.has('content-type');
  if (!isNameless && !isForm(request.headers)) return { ok: false, status: 415, reason: 'content-type' };
  const bytes = await readBody(request.body, isNameless ? 0 : maxBytes);
  if (bytes === 'too-large' && isNameless) return { ok: false, status: 415, reason: 'content-type' };
  if (bytes === 'too-large') return { ok: false, status: 413, reason: 'too-large' };
  if (bytes === 'cut-off') return { ok: false, status: 400, reason: 'cut-off' };
  return { ok: true, bytes };
}

export function decodeReceived(received: ReceivedForm, options: DecodeOptions): ReadOutcome {
  if (!received.ok) return received;
  const decoded = decodeForm(received.bytes, options);
  return decoded.ok ? decoded : { ok: false, status: 400, reason: decoded.reason };
}

/** Whether the length that a request announces is more than it may send. */
export function announcesTooMuch(headers: Headers, maxBytes: number): boolean {
  const announced = headers.get('content-length');
  return announced !== null && Number(announced) > maxBytes;
}

/** Only what a plain HTML form sends. `text/plain` and multipart are what a form on another site could send as well. */
function isForm(headers: Headers): boolean {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  return (
    type.trim() === 'application/x-www-form-urlencoded' &&
    (charset === undefined || /^charset="?utf-?8"?$/.test(charset)) &&
    !headers.has('content-encoding')
  );
}

async function readBody(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'cut-off'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > maxBytes) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'cut-off';
  }
  return Buffer.concat(chunks);
}
