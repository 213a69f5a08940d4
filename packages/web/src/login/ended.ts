import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { seeOther } from '../layout/page.ts';
import type { Site } from '../site.ts';

/** The session was ended under the visitor, by the tenth wrong password: its cookies go too. */
export async function logInEnded(site: Site, visit: Visit<User>): Promise<Response> {
  await visit.logOut();
  site.protection.forget(visit);
  visit.flash('flash.login-ended', 'warning');
  return seeOther(site.link('/login'));
}
