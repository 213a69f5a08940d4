import type { Site } from '../site.ts';
import { type Resuming, type StepUp, stepUpGuards } from './guards.ts';
import type { Guard } from './resumable.ts';
import { formIn } from './sent-form.ts';

/**
 * In front of what only the account's owner may do: everything that a log-in asks for, proven just now. That is a fresh log-in,
 * and where the account has a second factor both of them (ASVS 7.5.1, 7.5.3). The attack: whoever has read the password over a
 * shoulder, and found the browser left open, takes the account over.
 */
export function requireOwner(site: Site, resuming: Resuming = {}): Guard {
  const stepUp = stepUpOf(site);
  const fresh = stepUp.requireFreshLogin(resuming);
  const both = stepUp.requireFactors({ ...resuming, factors: 2 });
  return async (c, next) => {
    const visitor = await c.var.visit.visitor();
    const hasBoth = visitor.state !== 'anonymous' && visitor.user.secondFactorSinceMs !== undefined;
    return (hasBoth ? both : fresh)(c, next);
  };
}

/** For our own pages, whose forms `sameOrigin` has received. */
export function stepUpOf(site: Site): StepUp {
  const { maxFields } = site.limits;
  return stepUpGuards(site, async (c, fields) => formIn(c.var.received, { fields, maxFields }));
}
