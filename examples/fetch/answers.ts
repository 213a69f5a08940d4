import type { Visit } from '@latchkey/session';
import type { Person } from 'latchkey-example-people/people';

export type Page = (visit: Visit<Person>, form: URLSearchParams) => Promise<Response>;

export function show(html: string, status = 200): Response {
  return new Response(html, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

/** 303: the browser asks for the next page with GET, and a reload does not send the form again. */
export function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } });
}
