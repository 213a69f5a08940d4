/** What does not go together among the settings of mail: one sentence each. */
export function refusedMail(given: Readonly<Record<string, string>>): string[] {
  const { SMTP_URL, MAIL, MAIL_FROM } = given;
  if (SMTP_URL !== undefined && MAIL !== undefined) {
    return ['MAIL and SMTP_URL exclude each other: the one keeps mails, the other sends them. Remove one.'];
  }
  if (SMTP_URL !== undefined && MAIL_FROM === undefined) {
    return [
      'MAIL_FROM is missing: SMTP_URL needs the address that mails come from, like Example <login@example.com>.',
    ];
  }
  return SMTP_URL === undefined && MAIL === undefined ? whatNeedsMail(given) : [];
}

function whatNeedsMail({ MAIL_FROM, VERIFICATION, LATCHKEY_MAGIC_LINK }: Record<string, string>): string[] {
  const inVain = [
    ...(MAIL_FROM === undefined ? [] : ['MAIL_FROM']),
    ...(VERIFICATION === 'banner' || VERIFICATION === 'required' ? [`VERIFICATION=${VERIFICATION}`] : []),
    ...(LATCHKEY_MAGIC_LINK === 'on' ? ['LATCHKEY_MAGIC_LINK=on'] : []),
  ];
  return inVain.map((what) => `${what} needs mail: set SMTP_URL, or MAIL=outbox in development.`);
}
