import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { complaints, type MailApp, startMailApp } from './app.ts';

export interface Walker {
  readonly app: MailApp;
  readonly page: Page;
  /** Another browser, which knows nothing of the first. */
  readonly another: () => Promise<Page>;
}

export interface Walk {
  /** What a person does, to its end: `signs up, opens the link, and logs in`. */
  readonly does: string;
  readonly env?: Record<string, string>;
  readonly walk: (walker: Walker) => Promise<void>;
}

/** Each of them with JavaScript and without it, on a server and a mail server of its own; no browser may complain of a page. */
export function walkTwice(walks: readonly Walk[]): void {
  for (const javaScriptEnabled of [true, false]) {
    for (const { does, env, walk } of walks) {
      browserTest(
        `somebody ${javaScriptEnabled ? 'with' : 'without'} JavaScript ${does}`,
        async ({ context, browser }) => {
          await using app = await startMailApp(env);
          const page = await context.newPage();
          const heard = [complaints(page)];
          const others: AsyncDisposable[] = [];
          const another = async () => {
            const other = await browser.newContext({ javaScriptEnabled });
            others.push(other);
            other.setDefaultTimeout(10_000);
            const opened = await other.newPage();
            heard.push(complaints(opened));
            return opened;
          };
          try {
            await walk({ app, page, another });
          } finally {
            for (const other of others) await other[Symbol.asyncDispose]();
          }
          assert.deepEqual(heard.flat(), []);
        },
        { context: { javaScriptEnabled } },
      );
    }
  }
}
