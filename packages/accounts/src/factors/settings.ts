import { codedError } from '../errors.ts';

export interface FactorSettings {
  /**
   * Whether every account needs a second factor. `required`: whoever has none is led through set-up at the next log-in.
   * Default `optional`: whoever has one is asked for it (ASVS 6.3.3).
   */
  readonly second?: 'optional' | 'required';
  /**
   * How many steps of 30 s before the present one still count for a code of an authenticator app: 0, 1 or 2. Default 1,
   * for clocks that are late and people who type slowly; ASVS 6.5.5 lets a code live for 30 s, which is 0.
   */
  readonly totpStepsBack?: 0 | 1 | 2;
}

/** @throws `factors-invalid` */
export function readFactorSettings(settings: FactorSettings): Required<FactorSettings> {
  const { second = 'optional', totpStepsBack = 1 } = settings;
  if (!['optional', 'required'].includes(second)) {
    throw codedError('factors-invalid', '`factors.second` is `optional` or `required`.');
  }
  if (![0, 1, 2].includes(totpStepsBack)) {
    throw codedError('factors-invalid', '`factors.totpStepsBack` is 0, 1 or 2.');
  }
  return { second, totpStepsBack };
}
