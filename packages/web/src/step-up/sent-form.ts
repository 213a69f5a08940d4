import type { Context } from 'hono';
import type { DecodeOptions, Form } from '../forms/decode-form.ts';
import { decodeReceived, type ReceivedForm, receiveForm } from '../forms/read-form.ts';

/**
 * The fields of these names, and the token, of a form that nobody needs any more once its sender was refused. `undefined` for
 * whatever is no plain form: one with files is none, and neither is one with a field twice.
 */
export async function sentForm(c: Context, fields: readonly string[]): Promise<Form | undefined> {
  return formIn(await receivedIn(c), { fields, maxFields: 100 });
}

export function formIn(received: ReceivedForm, { fields, maxFields }: DecodeOptions): Form | undefined {
  const decoded = decodeReceived(received, { fields: [...fields, 'csrf_token'], maxFields });
  return decoded.ok ? decoded.form : undefined;
}

const maxBytes = 65_536;

/** Whoever has read it before, as `protect` does, has left a copy with Hono; or it is gone. */
async function receivedIn({ req }: Context): Promise<ReceivedForm> {
  if (!req.raw.bodyUsed) return receiveForm(req.raw, maxBytes);
  try {
    const { method, headers } = req.raw;
    const body = await req.arrayBuffer();
    return await receiveForm(new Request(req.url, { method, headers, body }), maxBytes);
  } catch {
    return { ok: false, status: 400, reason: 'cut-off' };
  }
}
