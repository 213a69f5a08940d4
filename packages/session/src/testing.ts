export { type Browser, createBrowser } from './testing/browser.ts';
export { describeSessionStore, type StoreUnderTest } from './testing/session-store-contract.ts';
