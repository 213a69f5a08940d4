import assert from 'node:assert/strict';
import { createBrowser } from '@latchkey/session/testing';

/** What the login of the README does, wherever the package is installed. */
export async function walkThroughReadme(answer: (request: Request) => Promise<Response>): Promise<void> {
  const ada = createBrowser(answer);
  assert.equal((await ada.get('/')).status, 401);
  assert.equal(await (await ada.post('/')).text(), 'Hello, Ada!');
  assert.equal(await (await ada.get('/')).text(), 'Hello, Ada!');
  ada.restart();
  assert.equal(await (await ada.get('/')).text(), 'Hello, Ada!');
  assert.equal((await createBrowser(answer).get('/')).status, 401);
}
