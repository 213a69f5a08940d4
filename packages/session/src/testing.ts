export { type Answer, type Browser, createBrowser } from './testing/browser.ts';
export { describeSessionStore, type StoreUnderTest } from './testing/session-store-contract.ts';
export {
  createSignedInBrowser,
  type SignedInBrowserOptions,
  type SignedInOptions,
  signedInCookie,
} from './testing/signed-in.ts';
