import type { User } from '@latchkey/accounts';
import type { FactorOptions, FreshOptions } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { type Door, type Guard, type ReadForm, resumable, type StepUpGuard } from './resumable.ts';
import type { Resumes } from './resumes.ts';

/** What it means for a route that it resumes: the form that is refused for want of a proof waits for 10 min, for one click. */
export interface Resuming {
  /** Default: the form is not kept, and its sender comes back to the page that held it. */
  readonly resumes?: Resumes;
}

/** The guards of `honoLogin` that ask for a proof, for forms that are to resume after it. */
export interface StepUp {
  /** @throws `setting-unknown`, `setting-invalid`, `field-not-kept` */
  requireFactors(options: FactorOptions<User> & Resuming): Guard;
  /** @throws the same */
  requireFreshLogin(options?: FreshOptions & Resuming): Guard;
}

export function stepUpGuards(door: Door, readForm: ReadForm): StepUp {
  const guards = honoLogin(door.login);
  const made = (asking: StepUpGuard, resumes: Resumes | undefined) =>
    resumes === undefined ? asking.guard : resumable(door, asking, { resumes, readForm });
  return {
    // Without options `factors` is missing, which the guard refuses.
    requireFactors: ({ resumes, ...options } = {} as FactorOptions<User>) =>
      made(
        {
          guard: guards.requireFactors(options),
          ask: (visit, goOn) => visit.requireFactors({ ...options, ...goOn }),
        },
        resumes,
      ),
    requireFreshLogin: ({ resumes, ...options } = {}) =>
      made(
        {
          guard: guards.requireFreshLogin(options),
          ask: (visit, goOn) => visit.requireFreshLogin({ ...options, ...goOn }),
        },
        resumes,
      ),
  };
}
