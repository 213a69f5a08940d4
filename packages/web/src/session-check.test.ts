import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Database, openDatabase } from '@latchkey/accounts';
import { testFolder } from '@latchkey/accounts/testing';
import { addApp, stepTwo } from './test-factors.ts';
import { logIn, testSite } from './test-site.ts';

test('a session check is one statement, whatever is asked of the session and whoever has a second factor', async (t) => {
  const { database, asked } = await watchedDatabase(t);
  const site = await testSite(t, { accounts: { database } });
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = () => new Request('http://localhost/', { headers: { cookie } });
  const { login } = site;
  for (const check of ['requireLogin', 'requireFreshLogin', 'requireFactors'] as const) {
    asked.length = 0;
    await login.handle(request(), async (visit) => {
      const visitor = await (check === 'requireFactors' ? visit[check]({ factors: 2 }) : visit[check]());
      assert.ok(!(visitor instanceof Response) && visitor.user.secondFactorSinceMs !== undefined, check);
      return new Response();
    });
    assert.equal(asked.length, 1, `${check}: ${asked.join('\n')}`);
  }
});

/** One that notes everything it is asked. */
async function watchedDatabase(t: TestContext) {
  const real = await openDatabase(`sqlite:${join(testFolder(t), 'test.db')}`);
  t.after(() => real.close());
  const asked: string[] = [];
  const database: Database = {
    ...real,
    kysely: real.kysely.withPlugin({
      transformQuery({ node }) {
        asked.push(node.kind);
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
    prepareOne(sql) {
      const ask = real.prepareOne(sql);
      return (...values) => {
        asked.push(sql);
        return ask(...values);
      };
    },
    prepareRun(...statements) {
      const write = real.prepareRun(...statements);
      return (...values) => {
        asked.push(...statements);
        return write(...values);
      };
    },
  };
  return { database, asked };
}
