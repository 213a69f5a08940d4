import type { Page } from 'playwright-core';

/** What Chromium's virtual authenticator can do. Default: all of it, as a phone or a password manager. */
export interface KeyOptions {
  /** It keeps the account too, so that nobody has to say a name. Default true. */
  readonly isResident?: boolean;
  /** It has a fingerprint reader, or asks for a PIN. Default true. */
  readonly verifiesUser?: boolean;
  /** What is made in it is on other devices as well. Default false. */
  readonly isSynced?: boolean;
}

/** An authenticator of one tab, which takes one at a time. Nobody touches it but while `touch` says so. */
export type VirtualKey = Awaited<ReturnType<typeof plugIn>>;

export async function plugIn(page: Page, options: KeyOptions = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { isResident = true, verifiesUser = true, isSynced = false } = options;
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      // Of one that is plugged in Chromium demands a PIN before it keeps the account in it, and nobody is there to choose one.
      transport: 'internal',
      hasResidentKey: isResident,
      hasUserVerification: verifiesUser,
      isUserVerified: verifiesUser,
      automaticPresenceSimulation: false,
      defaultBackupEligibility: isSynced,
      defaultBackupState: isSynced,
    },
  });
  const credentials = async () =>
    (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  type Credential = Awaited<ReturnType<typeof credentials>>[number];
  const isTouched = (enabled: boolean) =>
    session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return {
    /** Somebody touches it while the page does this. */
    async touch<T>(act: () => Promise<T>): Promise<T> {
      await isTouched(true);
      const done = await act();
      await isTouched(false);
      return done;
    },
    /** Whether the finger or the PIN is right. */
    knowsUser: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials,
    /** As whoever has copied one out of another. */
    hold: (credential: Credential) => session.send('WebAuthn.addCredential', { authenticatorId, credential }),
    unplug: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}
