import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isAskedHere } from './asked-here.ts';
import type { Outbox } from './outbox.ts';
import { type DevMailLook, listPage, mailPage, ownStyle } from './page.ts';

/** Answers what is for `/dev/mail`; `undefined` for everything else, and for everybody else. */
export type DevMail = (incoming: IncomingMessage) => Promise<Response | undefined>;

/** The mails of the outbox as pages, for a browser on the same machine: whoever reads them can log in as anybody. */
export function createDevMail(outbox: Outbox, look: DevMailLook): DevMail {
  return async (incoming) => {
    const place = placeOf(incoming);
    if (place === undefined || !isAskedHere(incoming)) return undefined;
    if (place.id === undefined) return page(String(await listPage(outbox.list(), look)), policy);
    const mail = outbox.find(place.id);
    if (mail === undefined) return undefined;
    return place.isHtml ? page(mail.html, mailPolicy) : page(String(await mailPage(mail, look)), policy);
  };
}

interface Place {
  readonly id: number | undefined;
  readonly isHtml: boolean;
}

function placeOf({ method, url = '' }: IncomingMessage): Place | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const found = /^\/dev\/mail(?:\/(?<id>[1-9]\d{0,14})(?<html>\/html)?)?(?:\?|$)/.exec(url);
  if (!found) return undefined;
  const { id, html } = found.groups ?? {};
  return { id: id === undefined ? undefined : Number(id), isHtml: html !== undefined };
}

const policy = [
  "default-src 'none'",
  `style-src 'self' 'sha256-${hash('sha256', ownStyle, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A mail brings styles in its attributes, as mail programs want them. `sandbox`: it has no origin, so nothing in it could
 * read another page of ours, and its links come from elsewhere, as those of a mail do.
 */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

function page(html: string, contentSecurityPolicy: string): Response {
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Security-Policy': contentSecurityPolicy,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  });
}
