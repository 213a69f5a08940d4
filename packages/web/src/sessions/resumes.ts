import { listSessions, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { deviceIn } from '../device.ts';
import { languageFor, userOf } from '../layout/view.ts';
import type { Messages } from '../messages/messages.ts';
import type { Site } from '../site.ts';
import type { Resumes } from '../step-up/resumes.ts';

/** Whoever wants a stranger out at once does not look for the button twice. */
export function resumeEnd(site: Site): Resumes {
  return {
    fields: ['session'],
    async action(visit, form) {
      const user = userOf(await visit.visitor());
      const text = textFor(site, visit, user);
      const sessions = user === undefined ? [] : await listSessions(site.accounts, user);
      const agent = sessions.find(({ handle }) => handle === form.get('session'))?.agent;
      return text['sessions.end-label']({ device: deviceIn(text, agent) });
    },
  };
}

export function resumeEndOthers(site: Site): Resumes {
  return {
    fields: [],
    action: async (visit) => textFor(site, visit, userOf(await visit.visitor()))['sessions.others-button'],
  };
}

function textFor(site: Site, visit: Visit<User>, user: User | undefined): Messages {
  return site.textsIn(languageFor(site, visit, user));
}
