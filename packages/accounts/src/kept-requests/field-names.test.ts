import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayKeepField } from './field-names.ts';

test('fields that are named like secrets are not kept, however they are spelt', () => {
  const secret = ['password', 'Password', 'currentPassword', 'password_confirmation', 'passwd', 'passwort'];
  secret.push('Kennwort', 'pwd', 'userPwd', 'passphrase', 'passcode', 'client_secret', 'clientSecret');
  secret.push(
    'token',
    'csrfToken',
    'xsrf-token',
    '_token',
    'access_token',
    'code',
    'totpCode',
    'recovery-codes',
  );
  secret.push(
    'zip_code',
    'pin',
    'PIN',
    'card-pin',
    'newPin',
    'otp',
    'totp',
    'cvc',
    'cvv',
    'api_key',
    'user[pass]',
  );
  for (const name of secret) assert.equal(mayKeepField(name), false, name);
});

test('what only holds the letters of such a word is kept', () => {
  const harmless = ['shipping', 'opinion', 'typing', 'spin', 'postcode', 'encoding', 'barcode', 'unicode'];
  harmless.push(
    'compass',
    'passenger',
    'bypass',
    'monkey',
    'keyboard',
    'amount',
    'to',
    '',
    'Name',
    'é',
    'seedling',
  );
  for (const name of harmless) assert.equal(mayKeepField(name), true, name);
});
