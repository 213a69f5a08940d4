const dayMs = 86_400_000;

/** How long sessions and remember tokens live where nobody says otherwise, in milliseconds; the times of `createLogin`. */
export const lifetimes = {
  sessionIdleMs: dayMs,
  sessionMaximumMs: 30 * dayMs,
  rememberIdleMs: 30 * dayMs,
  rememberMaximumMs: 365 * dayMs,
} as const;

/** For looks that judge no age. */
export const noEnd: Readonly<Record<keyof typeof lifetimes, number>> = {
  sessionIdleMs: Number.MAX_SAFE_INTEGER,
  sessionMaximumMs: Number.MAX_SAFE_INTEGER,
  rememberIdleMs: Number.MAX_SAFE_INTEGER,
  rememberMaximumMs: Number.MAX_SAFE_INTEGER,
};
