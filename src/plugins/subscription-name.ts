import { existsSync } from 'node:fs';

/** Names of subscriptions, with or without their project. */
const NAME = /^(?:projects\/([a-z][a-z\d.:-]+)\/subscriptions\/)?([A-Za-z][\w.~+%-]{2,254})$/;

/** A subscription of Pub/Sub; the project is null if the name does not say it. */
export interface SubscriptionName {
  readonly project: string | null;
  readonly id: string;
}

/** What a text names: nothing, if that is a file or folder, or no name of a subscription. */
export function subscriptionNamed(text: string): SubscriptionName | null {
  const [, project = null, id] = NAME.exec(text) ?? [];
  return id === undefined || existsSync(text) ? null : { project, id };
}
