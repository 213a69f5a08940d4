import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../latchkey.ts';

export interface TlsFront extends AsyncDisposable {
  readonly url: string;
  forwardTo(url: string): void;
}

/**
 * A TLS proxy as operators put one before the server, with a certificate made for the occasion.
 * @throws a sentence when the machine has no `openssl`
 */
export async function openTlsFront(host: string): Promise<TlsFront> {
  let target = '';
  const server = createServer(await makeCertificate(host), (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const forwarded = request(`${target}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The TLS front has no port.');
  return {
    url: `https://${host}:${address.port}`,
    forwardTo(url) {
      target = url;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function makeCertificate(host: string) {
  await using folder = await temporaryFolder();
  const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  try {
    await promisify(execFile)('openssl', [
      'req',
      '-x509',
      ...made,
      ...subject,
      '-keyout',
      keyFile,
      '-out',
      certFile,
    ]);
  } catch (error) {
    throw new Error('No openssl found; the test over TLS is skipped.', { cause: error });
  }
  return { key: await readFile(keyFile), cert: await readFile(certFile) };
}
