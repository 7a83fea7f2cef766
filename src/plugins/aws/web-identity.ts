import { readFileSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { ask } from '../http-exchange.js';
import type { AwsKeySource, AwsPlace } from './identity.js';
import { AskedKeys } from './key-source.js';
import { keysOfAnswer, type Role, STS_HEADERS, stsForm, stsPlace } from './sts.js';

/** A role that who has a token may take. */
export interface WebRole extends Role {
  /** The file of the token, which others write anew before it ends. */
  readonly tokenFile: string;
}

/** The keys of a role that is taken with a token, as pods of EKS do; STS is asked without a signature. `signal` ends that. */
export function keysOfWebIdentity(role: WebRole, place: AwsPlace, signal: AbortSignal): AwsKeySource {
  return new AskedKeys(async () => {
    let token = '';
    try {
      token = readFileSync(role.tokenFile, 'utf8').trim();
      const body = stsForm(role, { Action: 'AssumeRoleWithWebIdentity', WebIdentityToken: token });
      const { url } = stsPlace(place);
      const { ca } = place;
      const request = { method: 'POST', url, headers: STS_HEADERS, body, ...(ca === null ? {} : { ca }) } as const;
      return keysOfAnswer(await ask(() => Promise.resolve(request), signal));
    } catch (error) {
      const reason = token === '' ? reasonOf(error) : reasonOf(error).replaceAll(token, '***');
      const what = `${role.by} cannot take the role ${role.arn} with the token in ${role.tokenFile}`;
      throw new SyssharkError('USAGE', `${what}: ${reason}`);
    }
  });
}
