/** The page under measure: 313 bytes, everywhere the same. */
export const page =
  `<!doctype html><title>Dashboard</title><p>${'This page is as long as the other one. '.repeat(7)}`.slice(
    0,
    313,
  );
