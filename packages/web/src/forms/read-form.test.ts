import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcesTooMuch, readForm } from './read-form.ts';

const options = { fields: ['email', 'password'], maxFields: 100, maxBytes: 1024 };
const formType = 'application/x-www-form-urlencoded';

async function read(body: string | Uint8Array | ReadableStream, type = formType, headers = {}) {
  const init = {
    method: 'POST',
    body,
    headers: { 'Content-Type': type, ...headers },
    duplex: 'half',
  } as RequestInit; // `duplex` is missing in the types of lib.dom
  return readForm(new Request('http://localhost/', init), options);
}

async function reasonOf(body: string | Uint8Array, type = formType) {
  const outcome = await read(body, type);
  return outcome.ok ? 'ok' : outcome.reason;
}

test('a form gives the fields that the page knows, decoded, and ignores the rest', async () => {
  const outcome = await read('email=a%40b.example&password=p+%C3%A4+%2B&other=1&other=2&other[]=3&&');
  assert.ok(outcome.ok);
  assert.deepEqual(
    [...outcome.form],
    [
      ['email', 'a@b.example'],
      ['password', 'p ä +'],
    ],
  );
});

test('unescaped UTF-8 is read as well', async () => {
  const outcome = await read('email=ä&password');
  assert.ok(outcome.ok);
  assert.deepEqual(
    [...outcome.form],
    [
      ['email', 'ä'],
      ['password', ''],
    ],
  );
});

test('a field that is sent twice is refused, and so is its name with brackets', async () => {
  for (const body of ['email=a&email=b', 'email[]=a', 'email%5B%5D=a', 'email[0]=a', 'email[x]=a&email=b']) {
    assert.equal(await reasonOf(body), 'repeated-field', body);
  }
});

test('text that is not UTF-8 is refused: broken bytes, overlong forms, lone surrogates, a bare percent sign', async () => {
  for (const body of [
    'email=%FF',
    'email=%C0%AF',
    'email=%ED%A0%80',
    'email=%',
    'email=%4',
    'email=%zz',
    '%ff=1',
  ]) {
    assert.equal(await reasonOf(body), 'encoding', body);
  }
  assert.equal(await reasonOf(new Uint8Array([0x65, 0x3d, 0xff])), 'encoding');
});

test('a NUL is refused wherever it stands', async () => {
  for (const body of ['email=a%00b', 'other=%00', 'ot%00her=1', 'email=\0']) {
    assert.equal(await reasonOf(body), 'nul', body);
  }
});

test('more than a hundred fields are refused', async () => {
  assert.equal(await reasonOf('a=1&'.repeat(100)), 'ok');
  assert.equal(await reasonOf('a=1&'.repeat(101)), 'too-many-fields');
});

test('only a plain form is read', async () => {
  assert.equal(await reasonOf('email=a', 'application/x-www-form-urlencoded; charset=UTF-8'), 'ok');
  for (const type of [
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
    `${formType}; charset=latin1`,
  ]) {
    assert.equal(await reasonOf('email=a', type), 'content-type', type);
  }
  const packed = await read('email=a', formType, { 'Content-Encoding': 'gzip' });
  assert.equal(!packed.ok && packed.status, 415);
});

test('no body at all is an empty form', async () => {
  const outcome = await readForm(new Request('http://localhost/', { method: 'POST' }), options);
  assert.deepEqual(outcome, { ok: true, form: new Map() });
  const stream = new ReadableStream({ start: (controller) => controller.close() });
  const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit; // as above
  assert.deepEqual(await readForm(new Request('http://localhost/', init), options), {
    ok: true,
    form: new Map(),
  });
});

test('a body that does not say what it is is no form', async () => {
  const request = new Request('http://localhost/', { method: 'POST', body: new Blob(['email=a']) });
  const outcome = await readForm(request, options);
  assert.equal(!outcome.ok && outcome.status, 415);
});

test('reading stops as soon as the body is too large', async () => {
  let sent = 0;
  let isCancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 512;
      controller.enqueue(new Uint8Array(512).fill(0x61));
    },
    cancel() {
      isCancelled = true;
    },
  });
  const outcome = await read(endless);
  assert.deepEqual(outcome, { ok: false, status: 413, reason: 'too-large' });
  assert.ok(isCancelled);
  assert.ok(sent <= 4096, `${sent} bytes were read`);
});

test('a body that breaks off is a bad request', async () => {
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new Error('aborted'));
    },
  });
  assert.deepEqual(await read(broken), { ok: false, status: 400, reason: 'cut-off' });
});

test('an announced length is enough to refuse', () => {
  assert.equal(announcesTooMuch(new Headers({ 'Content-Length': '1024' }), 1024), false);
  assert.equal(announcesTooMuch(new Headers({ 'Content-Length': '1025' }), 1024), true);
  assert.equal(announcesTooMuch(new Headers(), 1024), false);
});
