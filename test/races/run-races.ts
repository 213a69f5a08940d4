import { after, before, describe, it } from 'node:test';
import { deletionRaces } from './deletions.ts';
import { emailRaces } from './emails.ts';
import { factorChangeRaces } from './factor-changes.ts';
import { type Ground, openGround } from './ground.ts';
import { keptRequestRaces } from './kept-requests.ts';
import { linkRaces } from './links.ts';
import { passwordRaces } from './passwords.ts';
import { runRounds } from './race.ts';
import { secondStepRaces } from './second-steps.ts';

const races = [
  ...passwordRaces,
  ...emailRaces,
  ...deletionRaces,
  ...linkRaces,
  ...secondStepRaces,
  ...factorChangeRaces,
  ...keptRequestRaces,
];

/** Every race in so many rounds, and how often each outcome was. */
export function runRaces(rounds: number): void {
  describe(`two processes on one database, ${rounds} rounds`, () => {
    let ground: Ground;
    before(async () => {
      ground = await openGround();
    });
    after(() => ground.stop());
    for (const race of races) {
      it(race.name, async (t) => {
        const outcomes = await runRounds(ground, race, rounds);
        t.diagnostic(
          Object.entries(outcomes)
            .map(([outcome, count]) => `${count} × ${outcome}`)
            .join(', '),
        );
      });
    }
  });
}
