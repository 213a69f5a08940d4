import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmRecoveryCodes } from '../recovery-codes/confirm-recovery-codes.ts';
import { newRecoveryCodes } from '../recovery-codes/new-recovery-codes.ts';
import { recoveryCodesOf } from '../recovery-codes/recovery-codes-of.ts';
import type { TestScope } from '../testing.ts';
import { addTotp } from '../totp/add-totp.ts';
import { newTotp } from '../totp/new-totp.ts';
import { client, testTotp } from '../totp/test-totp.ts';
import type { User } from '../users/user.ts';
import type { FactorAnswer } from './check-factor.ts';
import { completeLogIn } from './complete-log-in.ts';
import { confirmFactor } from './confirm-factor.ts';
import { finishLogIn, proveSecondFactor } from './prove-second-factor.ts';

const over = { ok: false, reason: 'over' };
const wrong = { ok: false, reason: 'wrong' };
const noPasskey: FactorAnswer = {
  by: 'passkey',
  answer: { relyingParty: { id: 'localhost', origin: '', name: '' }, binding: '', response: '{}' },
};

/** Ada, with an app and recovery codes. */
async function scene(scope: TestScope, settings: Parameters<typeof testTotp>[1] = {}) {
  const made = await testTotp(scope, settings);
  const { accounts } = made;
  const { app, user, sessionIdHash } = await made.addApp(made.ada);
  const shown = await newRecoveryCodes(accounts, { user, sessionIdHash });
  assert.ok(shown.ok);
  const codes = shown.codes.map((code) => code.reveal());
  await confirmRecoveryCodes(accounts, { user, sessionIdHash, code: codes[0] ?? '' }, client);
  const half = (of: User = user) => halfOf(made, of);
  const prove = (token: string, answer: FactorAnswer, trust = false) =>
    proveSecondFactor(accounts, { token, answer, trust }, client);
  const codesLeft = async () => (await recoveryCodesOf(accounts.database.kysely, user.id))?.left;
  return { ...made, app, user, sessionIdHash, codes, half, prove, codesLeft };
}

/** The token of a log-in whose password was right. */
async function halfOf({ accounts }: Awaited<ReturnType<typeof testTotp>>, user: User): Promise<string> {
  const proofs = [{ factor: 'password', atMs: accounts.clock() }];
  const completed = await completeLogIn(accounts, user, { proofs, client });
  assert.ok(!completed.ok && completed.reason === 'factor-missing');
  return completed.pending.token;
}

test('wrong answers of every kind are five together', async (t) => {
  const { app, half, prove, codes, codesLeft } = await scene(t);
  const token = await half();
  const answers: FactorAnswer[] = [
    { by: 'recovery-code', code: '0000-0000-0000-0000-0000-0000' },
    noPasskey,
    { by: 'totp', code: app.wrongCode() },
    { by: 'recovery-code', code: '' },
  ];
  for (const answer of answers) assert.deepEqual(await prove(token, answer), wrong);
  assert.deepEqual(await prove(token, noPasskey), over);
  assert.deepEqual(await prove(token, { by: 'recovery-code', code: codes[1] ?? '' }), over);
  assert.deepEqual(await prove(token, { by: 'totp', code: app.code() }), over);
  assert.equal(await codesLeft(), 10, 'what came too late was not spent');
});

test('two right answers at the same moment log in once, and the later one is not spent', async (t) => {
  const { app, half, prove, codes, codesLeft, audited } = await scene(t);
  const token = await half();
  const outcomes = await Promise.all([
    prove(token, { by: 'totp', code: app.code() }),
    prove(token, { by: 'recovery-code', code: codes[1] ?? '' }),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.equal(await codesLeft(), outcomes[0]?.ok ? 10 : 9);
  assert.equal((await audited('log-in')).length, 1);
});

test('a log-in that was set up is finished once, also by two clicks at the same moment', async (t) => {
  const made = await testTotp(t, { factors: { second: 'required' } });
  const { accounts, ada, appOf } = made;
  const token = await halfOf(made, ada);
  const { sealed, uri } = newTotp(accounts, ada);
  const enrolling = { user: ada, pendingToken: token };
  const added = await addTotp(accounts, { enrolling, sealed, code: appOf(uri).code() }, client);
  const { pendingToken = '' } = added.ok ? added : {};
  const clicks = await Promise.all([1, 2, 3].map(() => finishLogIn(accounts, pendingToken, client)));
  assert.deepEqual(clicks.map(({ ok }) => ok).sort(), [false, false, true]);
});

test('log-ins and sessions share the hundred wrong codes of an app', async (t) => {
  const { accounts, app, user, sessionIdHash, half, prove, row } = await scene(t);
  await accounts.database.kysely.updateTable('totps').set({ failures: 97 }).execute();
  const answer = { by: 'totp', code: app.wrongCode() } as const;
  const confirm = (of: FactorAnswer) => confirmFactor(accounts, { user, sessionIdHash, answer: of }, client);
  assert.deepEqual(await confirm(answer), wrong);
  assert.deepEqual(await prove(await half(), answer), wrong);
  const disabled = { ok: false, reason: 'totp-disabled' };
  assert.deepEqual(await confirm(answer), disabled);
  const right = { by: 'totp', code: app.code() } as const;
  assert.deepEqual([await confirm(right), await prove(await half(), right)], [disabled, disabled]);
  assert.equal((await row(user))?.failures, 100);
});

test('a browser is trusted after a right answer alone, and never after a recovery code', async (t) => {
  const { accounts, app, half, prove, codes } = await scene(t);
  const trusted = async () =>
    (await accounts.database.kysely.selectFrom('trusted_browsers').selectAll().execute()).length;
  assert.deepEqual(await prove(await half(), { by: 'totp', code: app.wrongCode() }, true), wrong);
  const byCode = await prove(await half(), { by: 'recovery-code', code: codes[1] ?? '' }, true);
  assert.ok(byCode.ok && byCode.trusted === undefined);
  assert.equal(await trusted(), 0);
  const byApp = await prove(await half(), { by: 'totp', code: app.code() }, true);
  assert.ok(byApp.ok && byApp.trusted !== undefined);
  assert.equal(await trusted(), 1);
});

test('whoever knows the password mails its owner 20 times an hour at most', async (t) => {
  const { half, prove, mails } = await scene(t, { limits: {} });
  for (let round = 0; round < 25; round += 1) {
    const token = await half();
    for (let wrongs = 0; wrongs < 5; wrongs += 1) await prove(token, noPasskey);
  }
  assert.equal(mails.filter(({ template }) => template === 'second-factor-failed').length, 20);
});
