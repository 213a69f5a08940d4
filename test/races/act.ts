import type { Policy } from './site.ts';

/** A form that is filled in, a page that is opened, or the work that deletes accounts when their time has come. */
export type Act = FilledForm | OpenedPage | 'delete-due';

export interface FilledForm {
  readonly path: string;
  readonly cookie: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Of the site that it is sent to. Default `optional`. */
  readonly policy?: Policy;
}

export interface OpenedPage {
  readonly path: string;
  readonly cookie: string;
  readonly fields?: never;
}

/** What became of it. */
export interface Done {
  /** Of the answer; of `delete-due` how many accounts went. */
  readonly status: number;
  readonly location: string | undefined;
  /** What the answer has set, as a browser would send it. */
  readonly cookie: string;
}

export interface Go {
  readonly act: Act;
  readonly atMs: number;
}

/** The machine's own clock, which is the same in all processes and never set back. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
