import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, loggedIn, tokenIn } from '../person.ts';

const tracer = new URL('../loaded-files.ts', import.meta.url).href;

it('what verifies passkeys takes a tenth of a second to load, and is loaded when the first one comes, not before', async () => {
  await using folder = await temporaryFolder();
  const list = join(folder.path, 'loaded');
  const env = { NODE_OPTIONS: `--import=${tracer}`, LOADED_FILES: list };
  await using server = await startLatchkey(folder.path, env);
  const loaded = async (part: RegExp) =>
    (await readFile(list, 'utf8')).split('\n').filter((url) => part.test(url));
  const browser = server.browser();
  await loggedIn(browser, ada);
  for (const page of ['/dashboard', '/account/security', '/account/security/totp', '/account/sessions'])
    assert.equal((await browser.get(page)).status, 200, page);

  const stranger = server.browser();
  const csrf_token = tokenIn(await (await stranger.get('/login')).text());
  const answer = await stranger.post('/login/passkey', { csrf_token, response: '{"id":"of none"}' });
  assert.equal(answer.status, 422);
  assert.notDeepEqual(await loaded(/packages\/accounts\/src\/passkeys\/verify-passkey/), []);
  assert.deepEqual(await loaded(/@simplewebauthn|@peculiar|asn1|reflect-metadata/), []);

  await browser.get('/account/security/passkeys/add');
  assert.notDeepEqual(await loaded(/@simplewebauthn\/server/), []);
});
