import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { askPassword } from './ask-password.ts';

/** A terminal at which `typed` is typed, a moment after it opens; what it shows is in `shown`. */
function terminalWith(typed: string, { isTTY }: { isTTY: boolean }) {
  const shown: string[] = [];
  const screen = new PassThrough();
  screen.on('data', (chunk) => shown.push(String(chunk)));
  const input = isTTY ? new PassThrough() : Readable.from([Buffer.from(typed)]);
  if (input instanceof PassThrough) setImmediate(() => input.write(typed));
  return { terminal: { input: Object.assign(input, { isTTY }), output: screen, errors: screen }, shown };
}

test('at a terminal the password is asked for twice and shown never', async () => {
  const { terminal, shown } = terminalWith('kestrel on the mast\rkestrel on the mast\r', { isTTY: true });
  assert.deepEqual(await askPassword(terminal), { ok: true, password: 'kestrel on the mast' });
  assert.equal(shown.join(''), 'Password: \nOnce more: \n');
});

test('backspace corrects what was typed', async () => {
  const { terminal } = terminalWith('kestrex\x7fl one\rkestrel one\r', { isTTY: true });
  assert.deepEqual(await askPassword(terminal), { ok: true, password: 'kestrel one' });
});

test('two different passwords change nothing', async () => {
  const { terminal } = terminalWith('kestrel one\rkestrel two\r', { isTTY: true });
  assert.deepEqual(await askPassword(terminal), {
    ok: false,
    problem: 'The two passwords differ. Nothing was changed.',
  });
});

test('Ctrl-C and Ctrl-D change nothing', async () => {
  for (const key of ['\x03', '\x04']) {
    const { terminal } = terminalWith(key, { isTTY: true });
    assert.deepEqual(await askPassword(terminal), { ok: false, problem: 'Nothing was changed.' });
  }
});

test('from standard input one line is read, spaces and all, without its line end', async () => {
  for (const typed of [' kestrel ', ' kestrel \n', ' kestrel \r\n']) {
    const { terminal, shown } = terminalWith(typed, { isTTY: false });
    assert.deepEqual(await askPassword(terminal), { ok: true, password: ' kestrel ' });
    assert.deepEqual(shown, []);
  }
});

test('standard input that is empty, two lines, too long or no text is refused', async () => {
  const refusals: [string, RegExp][] = [
    ['', /holds no password/],
    ['\n', /holds no password/],
    ['one\ntwo\n', /more than one line/],
    ['x'.repeat(5000), /too long/],
  ];
  for (const [typed, sentence] of refusals) {
    const asked = await askPassword(terminalWith(typed, { isTTY: false }).terminal);
    assert.ok(!asked.ok);
    assert.match(asked.problem, sentence);
  }
  const input = Object.assign(Readable.from([Buffer.from([0xff, 0xfe, 0x61])]), { isTTY: false });
  const asked = await askPassword({ input, output: new PassThrough(), errors: new PassThrough() });
  assert.deepEqual(asked, { ok: false, problem: 'The password on standard input is not UTF-8.' });
});
