import assert from 'node:assert/strict';
import type { User } from '@latchkey/accounts';
import type { Done, FilledForm } from './act.ts';
import { fillIn, type Ground } from './ground.ts';
import type { Race } from './race.ts';

export const emailRaces: readonly Race[] = [
  {
    name: 'two changes of address at once: one waits, and the address becomes the one inside the link that worked',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const delay = { delayMs: delayMs(-2, 2) };
      const [one, other] = [`${name}-one@example.net`, `${name}-two@example.net`];
      const asks = [await fillInAsk(ground, user, one), await fillInAsk(ground, user, other)] as const;
      for (const asked of await ground.pair.together(...asks, delay))
        assert.equal(asked.location, '/account/email');
      assert.equal(await ground.livingTokens(user.id, 'change-email'), 1);
      assert.equal(await ground.livingTokens(user.id, 'cancel-email-change'), 1);
      const links = [
        await fillInConfirm(ground, user, one),
        await fillInConfirm(ground, user, other),
      ] as const;
      const done = await ground.pair.together(...links, delay);
      assertOneWorked(done, 410);
      const isFirst = done[0].status === 303;
      await assertAddress(ground, user, isFirst ? one : other);
      assert.equal(await ground.livingTokens(user.id), 0);
      return isFirst ? 'the first' : 'the second';
    },
  },
  {
    name: 'a link to a new address opened twice at once works once',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const email = `${name}-new@example.net`;
      await ask(ground, user, email);
      const links = [
        await fillInConfirm(ground, user, email),
        await fillInConfirm(ground, user, email),
      ] as const;
      const done = await ground.pair.together(...links, { delayMs: delayMs(-2, 2) });
      assertOneWorked(done, 410);
      await assertAddress(ground, user, email);
      assert.equal(await ground.livingTokens(user.id), 0);
      return done[0].status === 303 ? 'the first' : 'the second';
    },
  },
  {
    name: 'a link to a new address against the one that stops it: one of them works',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const email = `${name}-new@example.net`;
      await ask(ground, user, email);
      const token = await ground.mailed('email-change-asked', `${name}@example.org`);
      const stop = await fillIn(ground.browser(), '/email/cancel', { page: '/login', token });
      const done = await ground.pair.together(await fillInConfirm(ground, user, email), stop, {
        delayMs: delayMs(-1, 5),
      });
      assertOneWorked(done, 410);
      const isChanged = done[0].status === 303;
      await assertAddress(ground, user, isChanged ? email : `${name}@example.org`);
      assert.equal(await ground.livingTokens(user.id), 0);
      return isChanged ? 'changed' : 'stopped';
    },
  },
  {
    name: 'a link to a new address against the wish for another one: the link works first, or not at all',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const [one, other] = [`${name}-one@example.net`, `${name}-two@example.net`];
      await ask(ground, user, one);
      const wish = await fillInAsk(ground, user, other);
      const [confirmed, asked] = await ground.pair.together(await fillInConfirm(ground, user, one), wish, {
        delayMs: delayMs(-1, 5),
      });
      assert.equal(asked.location, '/account/email');
      assert.ok([303, 410].includes(confirmed.status), `${confirmed.status}`);
      await assertAddress(ground, user, confirmed.status === 303 ? one : `${name}@example.org`);
      assert.equal(await ground.livingTokens(user.id, 'change-email'), 1, 'the newer wish waits');
      return confirmed.status === 303 ? 'changed before' : 'replaced';
    },
  },
  {
    name: 'two accounts that confirm one address at once: one has it',
    async run(ground, { name, delayMs }) {
      const users = [await ground.add(name), await ground.add(ground.newName())] as const;
      const email = `${name}-both@example.net`;
      const links: FilledForm[] = [];
      for (const user of users) {
        await ask(ground, user, email);
        links.push(await fillInConfirm(ground, user, email));
      }
      const [one, other] = links;
      assert.ok(one && other);
      const done = await ground.pair.together(one, other, { delayMs: delayMs(-2, 2) });
      assertOneWorked(done, 409);
      const isFirst = done[0].status === 303;
      const [winner, loser] = isFirst ? users : users.toReversed();
      assert.ok(winner && loser);
      await assertAddress(ground, winner, email);
      await assertAddress(ground, loser, `${loser.name}@example.org`);
      return isFirst ? 'the first' : 'the second';
    },
  },
];

async function ask(ground: Ground, user: User, email: string): Promise<void> {
  const browser = await ground.signedIn(user);
  const { fields } = await fillIn(browser, '/account/email', { email });
  const asked = await browser.post('/account/email', fields);
  assert.equal(asked.headers.get('location'), '/account/email');
}

async function fillInAsk(ground: Ground, user: User, email: string): Promise<FilledForm> {
  return await fillIn(await ground.signedIn(user), '/account/email', { email });
}

/** The button under the link in the newest mail to this address, where its owner is logged in. */
async function fillInConfirm(ground: Ground, user: User, email: string): Promise<FilledForm> {
  const token = await ground.mailed('confirm-email', email);
  return await fillIn(await ground.signedIn(user), '/email/confirm', { page: '/dashboard', token });
}

function assertOneWorked(done: readonly [Done, Done], otherStatus: number): void {
  assert.deepEqual(done.map(({ status }) => status).sort(), [303, otherStatus]);
}

async function assertAddress(ground: Ground, { id }: User, email: string): Promise<void> {
  const row = await ground.row(id);
  assert.deepEqual([row?.email, row?.email_canonical], [email, email]);
  assert.notEqual(row?.email_verified_at, null);
}
