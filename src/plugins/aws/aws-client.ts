import { AwsV4Signer } from 'aws4fetch';
import { ask, type HttpAnswer, type HttpRequest } from '../http-exchange.js';
import type { AwsIdentity, AwsService } from './identity.js';

/** What is asked of AWS. */
export type AwsRequest = HttpRequest & { readonly service: AwsService; readonly region: string };

/** Signs requests (Signature Version 4) and sends them. */
export class AwsClient {
  readonly identity: AwsIdentity;
  private readonly signal: AbortSignal;
  /** Keys that were derived for a day, a region and a service. */
  private readonly cache = new Map<string, ArrayBuffer>();

  /** `signal` ends all requests. */
  constructor(identity: AwsIdentity, signal: AbortSignal) {
    this.identity = identity;
    this.signal = signal;
  }

  /** Sends a request, several times if needed, each time signed anew. Rejects if there is no answer. */
  send(request: AwsRequest): Promise<HttpAnswer> {
    return ask(() => this.signed(request), this.signal);
  }

  /** A text of a server, in which no keys are. */
  harmless(text: string): string {
    return this.identity.keys.harmless(text);
  }

  private async signed({ service, region, url, method, headers, body }: AwsRequest): Promise<HttpRequest> {
    const { keys, ca } = this.identity;
    const signer = new AwsV4Signer({
      ...(await keys.get()),
      cache: this.cache,
      url: url.href,
      method,
      headers: { ...headers },
      // AWS wants the type of the content signed
      allHeaders: true,
      service,
      region,
      // of a file, a header has the digest
      ...(typeof body === 'string' ? { body } : {}),
    });
    const { headers: signed } = await signer.sign();
    return {
      url,
      method,
      headers: Object.fromEntries(signed),
      ...(body === undefined ? {} : { body }),
      ...(ca === null ? {} : { ca }),
    };
  }
}
