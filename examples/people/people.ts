import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** 32 MiB and a tenth of a second or two for each try, as OWASP advises. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 };

/** Stands in for your table of users. */
const people = [
  await enrol({ id: '1', name: 'ada' }, 'difference engine no. 2'),
  await enrol({ id: '2', name: 'grace' }, 'the first actual bug'),
];

/** An unknown name costs as much time as a wrong password, so that time tells nobody who has an account. */
const nobody = await enrol(undefined, randomBytes(16).toString('hex'));

export function findPerson(id: string): Person | undefined {
  return people.find(({ person }) => person?.id === id)?.person;
}

/** Who has this name and this password. How often one may try is for you to limit, or for `@latchkey/accounts`. */
export async function checkPassword(name: unknown, password: unknown): Promise<Person | undefined> {
  const { person, salt, hash } = people.find((one) => one.person?.name === name) ?? nobody;
  const given = await derive(typeof password === 'string' ? password : '', salt);
  return timingSafeEqual(given, hash) ? person : undefined;
}

async function enrol(person: Person | undefined, password: string) {
  const salt = randomBytes(16);
  return { person, salt, hash: await derive(password, salt) };
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
  return promise;
}
