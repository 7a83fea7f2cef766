import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { AwsClient } from './aws-client.js';
import type { AwsIdentity, AwsKeySource } from './identity.js';
import { AskedKeys, type TimedKeys } from './key-source.js';
import { keysOfAnswer, type Role, STS_HEADERS, stsForm, stsPlace } from './sts.js';

async function assume(role: Role, identity: AwsIdentity, signal: AbortSignal): Promise<TimedKeys> {
  const client = new AwsClient(identity, signal);
  const { region, url } = stsPlace(identity);
  const { externalId } = role;
  const body = stsForm(role, { Action: 'AssumeRole', ...(externalId !== '' && { ExternalId: externalId }) });
  const answer = await client.send({ service: 'sts', region, method: 'POST', url, headers: STS_HEADERS, body });
  try {
    return keysOfAnswer(answer);
  } catch (error) {
    throw new Error(client.harmless((error as Error).message));
  }
}

/** The keys of a role, for which STS is asked by `identity`, which may take it; `signal` ends that. */
export function keysOfRole(role: Role, identity: AwsIdentity, signal: AbortSignal): AwsKeySource {
  return new AskedKeys(async () => {
    try {
      return await assume(role, identity, signal);
    } catch (error) {
      if (error instanceof SyssharkError) throw error;
      const what = `${role.by} cannot take the role ${role.arn}`;
      throw new SyssharkError('USAGE', `${what}: ${reasonOf(error)}`, { cause: error });
    }
  });
}
