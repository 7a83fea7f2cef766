import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findPackage } from '../../src/source/optional-packages.js';

/** A key of NATS (nkeys). */
interface Key {
  getPublicKey(): string;
  getSeed(): Uint8Array;
  sign(input: Uint8Array): Uint8Array;
}

interface Keys {
  createOperator(): Key;
  createAccount(): Key;
  createUser(): Key;
}

const encoded = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

/** What an owner's key says of a subject's, as nsc writes it (a JWT). */
function said(owner: Key, subject: Key, nats: object): string {
  const [iss, sub] = [owner.getPublicKey(), subject.getPublicKey()];
  const claims = { jti: sub, iat: Math.floor(Date.now() / 1000), iss, sub, name: sub, nats: { version: 2, ...nats } };
  const text = `${encoded('{"typ":"JWT","alg":"ed25519-nkey"}')}.${encoded(JSON.stringify(claims))}`;
  return `${text}.${encoded(owner.sign(Buffer.from(text)))}`;
}

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
const CONNECTIONS = { ...UNLIMITED, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
const STREAMS = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** Makes what a server with TLS and users with credentials needs: lines of its configuration, and files for clients. */
export function makeSecureServer(folder: string) {
  mkdirSync(folder);
  const [pem, certificate, creds] = ['key.pem', 'crt.pem', 'user.creds'].map((name) => `${folder}/${name}`) as [
    string,
    string,
    string,
  ];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const named = ['-subj', '/CN=nats', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...made, ...named, '-keyout', pem, '-out', certificate], { stdio: 'ignore' });
  const load = createRequire(findPackage('nats', '@nats-io/transport-node'));
  const keys = load('@nats-io/nkeys') as Keys;
  const [operator, account, user] = [keys.createOperator(), keys.createAccount(), keys.createUser()];
  const system = keys.createAccount();
  const ofUser = said(account, user, { type: 'user', pub: {}, sub: {}, ...UNLIMITED });
  const accounts = [
    { key: account, limits: { ...CONNECTIONS, ...STREAMS } },
    // it may have no streams
    { key: system, limits: CONNECTIONS },
  ].map((one) => `${one.key.getPublicKey()}: ${said(operator, one.key, { type: 'account', limits: one.limits })}`);
  const seed = Buffer.from(user.getSeed()).toString();
  writeFileSync(
    creds,
    `-----BEGIN NATS USER JWT-----\n${ofUser}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
    { mode: 0o600 },
  );
  const settings = `operator: ${said(operator, operator, { type: 'operator' })}
resolver: MEMORY
resolver_preload: { ${accounts.join(', ')} }
system_account: ${system.getPublicKey()}
tls { cert_file: "${certificate}", key_file: "${pem}" }
jetstream { store_dir: "${folder}/store" }`;
  return { settings, creds, certificate };
}
