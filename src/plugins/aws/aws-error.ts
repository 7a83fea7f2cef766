/** Codes of AWS that say that no other request will be answered either. */
const GENERAL = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'TokenRefreshRequired',
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
]);

/** An answer of AWS that is an error; the message says it in the words of AWS. */
export class AwsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether no other request will be answered either. */
  get isGeneral(): boolean {
    return GENERAL.has(this.code);
  }
}
