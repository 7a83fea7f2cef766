/** Services of AWS that are asked. */
export type AwsService = 's3' | 'sqs' | 'sts' | 'sso';

/** The keys that sign requests. They are never printed. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Gives keys that hold. */
export interface AwsKeySource {
  /** Keys that hold for now; they may be asked for again. Throws SyssharkError that says what is wrong, and no keys. */
  get(): Promise<AwsKeys>;
  /** A text in which none of the keys are that it has given. */
  harmless(text: string): string;
}

/** Where AWS is asked. */
export interface AwsPlace {
  /** null if nothing names one. */
  readonly region: string | null;
  /** URLs that take the place of those of AWS. */
  readonly endpoints: Readonly<Record<AwsService, string | null>>;
  /** Certificates that vouch for the servers; null for the usual ones. */
  readonly ca: Buffer | null;
}

/** Who asks AWS, and where. */
export interface AwsIdentity extends AwsPlace {
  readonly keys: AwsKeySource;
}

/** The settings `aws` of the plugin; '' each for what the AWS tools would take. */
export interface AwsSettings {
  readonly profile: string;
  readonly region: string;
  readonly config: string;
  readonly credentials: string;
}
