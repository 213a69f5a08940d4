import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, parseCommandLine } from './command-line.ts';
import { helpTexts } from './help.ts';

function understood(...words: string[]): Command {
  const read = parseCommandLine(words);
  assert.ok(read.ok, read.ok ? '' : read.problem);
  return read.command;
}

function refused(words: readonly string[], sentence: RegExp): string {
  const read = parseCommandLine(words);
  assert.ok(!read.ok, words.join(' '));
  assert.match(read.problem, sentence);
  return read.help;
}

test('each command is understood', () => {
  assert.deepEqual(understood('serve'), { name: 'serve' });
  assert.deepEqual(understood('secret'), { name: 'secret' });
  assert.deepEqual(understood('users', 'add', 'ada', '--email', 'ada@example.com'), {
    name: 'users add',
    username: 'ada',
    email: 'ada@example.com',
  });
  assert.deepEqual(understood('users', 'list', '--json'), { name: 'users list', json: true });
  for (const verb of ['disable', 'enable', 'unlock', 'end-sessions', 'reset-link', 'remove-factors']) {
    assert.deepEqual(understood('users', verb, 'ada'), { name: `users ${verb}`, identifier: 'ada' });
  }
  for (const yes of [true, false]) {
    const words = ['users', 'delete', 'ada', ...(yes ? ['--yes'] : [])];
    assert.deepEqual(understood(...words), { name: 'users delete', identifier: 'ada', yes });
  }
  assert.deepEqual(understood('mail', 'list'), { name: 'mail list', json: false });
  assert.deepEqual(understood('mail', 'list', '--json'), { name: 'mail list', json: true });
  assert.deepEqual(understood('mail', 'retry'), { name: 'mail retry', id: undefined });
  assert.deepEqual(understood('mail', 'retry', '12'), { name: 'mail retry', id: 12 });
  const preview = { name: 'mail preview', template: undefined, language: undefined, html: false };
  assert.deepEqual(understood('mail', 'preview'), preview);
  assert.deepEqual(understood('mail', 'preview', 'new-device', '--language', 'de', '--html'), {
    ...preview,
    template: 'new-device',
    language: 'de',
    html: true,
  });
  assert.deepEqual(understood('gc'), { name: 'gc' });
  assert.deepEqual(understood('--version'), { name: 'version' });
});

test('help is there for every command, in each way a person asks', () => {
  for (const [topic, text] of Object.entries(helpTexts)) {
    const words = topic === '' ? [] : topic.split(' ');
    assert.deepEqual(understood('help', ...words), { name: 'help', text });
    assert.deepEqual(understood(...words, '--help'), { name: 'help', text });
  }
  assert.deepEqual(understood('-h'), understood('help'));
});

test('a password as an argument is refused in every spelling, and not repeated', () => {
  for (const option of ['--password=hunter22', '--password', '--pass=hunter22', '-p', '--pwd=hunter22']) {
    const words = ['users', 'add', 'ada', '--email', 'a@example.com', option, 'hunter22'];
    const read = parseCommandLine(words);
    assert.ok(!read.ok);
    assert.match(read.problem, /never given as an argument/);
    assert.ok(!read.problem.includes('hunter22'));
  }
  const read = parseCommandLine(['users', 'add', 'ada', 'hunter22', '--email', 'a@example.com']);
  assert.ok(!read.ok && !read.problem.includes('hunter22'));
});

test('what is no command is refused with a way to the help', () => {
  assert.equal(refused(['srve'], /^"srve" is no command/), 'latchkey help');
  assert.equal(refused([], /^No command was given/), 'latchkey help');
  assert.equal(refused(['users'], /needs to know what to do/), 'latchkey help users');
  assert.equal(refused(['users', 'rename'], /^"users rename" is no command/), 'latchkey help users');
  assert.equal(refused(['users', 'constructor'], /is no command/), 'latchkey help users');
  assert.equal(refused(['help', 'toString'], /There is no command/), 'latchkey help');
});

test('missing and superfluous words are refused', () => {
  refused(['users', 'add', 'ada'], /needs --email ADDRESS/);
  refused(['users', 'add', '--email', 'a@example.com'], /needs a name/);
  refused(['users', 'disable', 'ada', 'bob'], /takes one name/);
  refused(['users', 'disable', 'ada', '--json'], /^"users disable" does not take --json\.$/);
  refused(['users', 'disable', 'ada', '--yes', '--html'], /does not take --yes or --html\.$/);
  refused(['users', 'delete', '--yes'], /needs a name/);
  refused(['users', 'delete', 'ada', 'bob', '--yes'], /takes one name/);
  refused(['users', 'list', 'ada'], /takes no name/);
  refused(['users', 'reset-link'], /needs a name/);
  refused(['mail'], /"mail" needs to know what to do/);
  refused(['mail', 'send'], /^"mail send" is no command/);
  refused(['mail', 'list', '7'], /takes nothing after it/);
  refused(['mail', 'retry', 'all'], /takes the number of a mail/);
  refused(['mail', 'retry', '1', '2'], /takes one word after it/);
  refused(['mail', 'retry', '--json'], /does not take --json/);
  refused(['mail', 'preview', '--html'], /needs the name of a mail/);
  refused(['mail', 'preview', 'new-device', '--language', 'fr'], /^--language must be en or de\.$/);
  refused(['users', 'list', '--language', 'de'], /does not take --language/);
  refused(['gc', 'now'], /takes nothing after it/);
  refused(['serve', 'now'], /takes nothing after it/);
  refused(['serve', '--port', '80'], /^Unknown option '--port'\.$/);
  refused(['serve', '--http.port', '80'], /^Unknown option '--http\.port'\.$/);
  refused(['users', 'add', 'ada', '--email', '--yes'], /^Option '--email' argument is ambiguous\.$/);
  refused(['users', 'add', 'ada', '--email'], /^Option '--email <value>' argument missing\.$/);
});
