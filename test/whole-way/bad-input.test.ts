import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Running, runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, person, signUp, tokenIn } from '../person.ts';

describe('bad input', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: Running;
  before(async () => {
    folder = await temporaryFolder();
    server = await startLatchkey(folder.path, { LIMITS: 'off' });
    await signUp(server.browser(), ada);
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const form = 'application/x-www-form-urlencoded';
  const good = person('grace');
  const fields = `username=grace&email=grace%40example.org&password=${encodeURIComponent(good.password)}`;
  const confirm = `confirm_password=${encodeURIComponent(good.password)}`;
  const cases: [what: string, body: string | Uint8Array, type: string, status: number][] = [
    ['fields missing', 'username=grace', form, 422],
    ['everything empty', 'username=&email=&password=&confirm_password=', form, 422],
    ['a repeated field', `${fields}&${confirm}&email=other%40example.org`, form, 400],
    ['name[]', `${fields}&${confirm}&email[]=other%40example.org`, form, 400],
    ['name%5B%5D', `${fields}&${confirm}&email%5B%5D=other%40example.org`, form, 400],
    [
      '101 fields',
      `${fields}&${confirm}&${Array.from({ length: 101 }, (_, n) => `f${n}=1`).join('&')}`,
      form,
      400,
    ],
    ['a megabyte', `${fields}&${confirm}&x=${'a'.repeat(1 << 20)}`, form, 413],
    ['NUL in the user name', `${fields.replace('grace', 'gr%00ace')}&${confirm}`, form, 400],
    ['NUL in the password', `${fields}%00&${confirm}%00`, form, 400],
    ['a lone surrogate', `${fields.replace('grace', 'gr%ED%A0%80ace')}&${confirm}`, form, 400],
    ['invalid UTF-8', `${fields.replace('grace', 'gr%FFace')}&${confirm}`, form, 400],
    ['raw invalid UTF-8', Buffer.concat([Buffer.from('username=gr'), Buffer.from([0xff, 0xfe])]), form, 400],
    ['broken percent signs', `${fields.replace('grace', 'gr%zzace')}&${confirm}`, form, 400],
    ['control characters in the user name', `${fields.replace('grace', 'gr%07ace')}&${confirm}`, form, 422],
    ['a line break in the address', `${fields.replace('%40', '%0A%40')}&${confirm}`, form, 422],
    ['JSON', '{"username":"grace"}', 'application/json', 415],
    ['multipart', '--x\r\n\r\n--x--', 'multipart/form-data; boundary=x', 415],
    ['plain text', `${fields}&${confirm}`, 'text/plain', 415],
    ['no content type', Buffer.from(`${fields}&${confirm}`), '', 415],
  ];
  for (const [what, body, type, status] of cases) {
    it(`${what}: ${status}, a page, and nothing written`, async () => {
      const browser = server.browser();
      const token = encodeURIComponent(tokenIn(await (await browser.get('/signup')).text()));
      const whole = typeof body === 'string' && type === form ? `${body}&csrf_token=${token}` : body;
      const answer = await fetch(`${server.url}/signup`, {
        method: 'POST',
        redirect: 'manual',
        body: whole,
        headers: {
          ...(type === '' ? {} : { 'content-type': type }),
          origin: server.url,
          cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
      });
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/i);
      assert.match(await answer.text(), /<h1/);
      const { stdout } = await runLatchkey(folder.path, ['users', 'list', '--json']);
      assert.equal(stdout.includes('grace'), false);
    });
  }

  it('unknown fields are ignored', async () => {
    const browser = server.browser();
    const html = await (await browser.get('/login')).text();
    const { email, password } = ada;
    const extra = { id: '1', disabled_at: '0', __proto__x: 'y', constructor: 'z' };
    const answer = await browser.post('/login', { email, password, csrf_token: tokenIn(html), ...extra });
    assert.equal(answer.status, 303);
  });

  it('headers over the limit get 431', async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(server.url, { headers: { 'x-long': 'a'.repeat(20_000) } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    assert.equal(status, 431);
  });

  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'HEAD']) {
    it(`${method} on every page is answered, never with 500`, async () => {
      for (const page of [
        '/',
        '/login',
        '/signup',
        '/logout',
        '/dashboard',
        '/confirm',
        '/account/password',
        '/nowhere',
      ]) {
        const { status, allow } = await send(method, `${server.url}${page}`);
        const expected = { HEAD: [200, 303, 404], OPTIONS: [204, 404] }[method] ?? [404, 405];
        assert.ok(expected.includes(status), `${method} ${page} gave ${status}`);
        if (status === 405) assert.ok(allow, `${method} ${page} names no methods`);
      }
    });
  }

  for (const page of ['/nowhere', '/%', '/%00', '/..%2f..%2fetc/passwd', '/assets/../login.css', '/login/']) {
    it(`GET ${page} is a clear 4xx page`, async () => {
      const { status } = await send('GET', `${server.url}${page}`);
      assert.ok(status >= 400 && status < 500, `${status}`);
    });
  }

  it('a next that is rubbish is ignored', async () => {
    for (const next of ['%00', '%ff', 'a'.repeat(5000), '%E2%80%A8', '&next=/x']) {
      const answer = await fetch(`${server.url}/login?next=${next}`, { redirect: 'manual' });
      assert.equal(answer.status, 200, next);
    }
  });
});

/** By `node:http`, because `fetch` refuses TRACE and tidies paths. */
function send(method: string, address: string): Promise<{ status: number; allow: string | undefined }> {
  const { hostname, port } = new URL(address);
  const path = address.slice(address.indexOf('/', 'http://'.length));
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, method }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, allow: answer.headers.allow });
    })
      .on('error', reject)
      .end();
  });
}
