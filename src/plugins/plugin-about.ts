import type { Setting } from './settings.js';

/** What a plugin tells of itself. */
export interface PluginAbout {
  readonly description: string;
  /** Version of Falco's plugin that has the same fields. */
  readonly version: string;
  readonly settings: readonly Setting[];
  /** What may follow the colon of -I; none for a plugin that makes no events. */
  readonly inputs: readonly { readonly value: string; readonly text: string }[];
}

const USE_ASYNC: Setting = {
  name: 'useAsync',
  type: 'boolean',
  default: true,
  description: 'No effect: fields are read where they are asked for.',
};

const text = (name: string, description: string): Setting => ({ name, type: 'string', default: '', description });

const STDIN = { value: '-', text: 'standard input' } as const;
const FILE = { value: 'FILE', text: 'a file, gzip or not' } as const;
const FOLDER = { value: 'FOLDER', text: 'the files in a folder and below it, in byte order of their names' } as const;

/** The plugins that are built in, by name. */
export const BUILT_IN = {
  cloudtrail: {
    description: 'Records of calls of AWS, from log files of CloudTrail, also in S3',
    version: '0.17.1',
    settings: [
      {
        name: 's3DownloadConcurrency',
        type: 'integer',
        default: 32,
        minimum: 1,
        description: 'Objects of S3 that are downloaded at a time.',
      },
      text('s3Interval', 'What of S3 is read: 2h (until now), 2d-1d, or times as 2024-03-01T10:00:00Z.'),
      text(
        's3AccountList',
        'Accounts that are read of s3://BUCKET/PREFIX/AWSLogs/, with commas between; all if empty.',
      ),
      {
        name: 'sqsDelete',
        type: 'boolean',
        default: true,
        description: 'Whether a message of SQS is deleted once its files have been read.',
      },
      text('sqsOwnerAccount', 'Account that the queue of SQS belongs to; your own if empty.'),
      {
        name: 'useS3SNS',
        type: 'boolean',
        default: false,
        description: 'Whether the notifications in the queue are those of S3, not those of CloudTrail.',
      },
      USE_ASYNC,
      {
        name: 'aws',
        type: 'object',
        description: 'Who asks AWS; what is empty is taken as the AWS tools do.',
        members: [
          text('profile', 'Profile of the shared files.'),
          text('region', 'Region.'),
          text('config', 'Path of the shared configuration file.'),
          text('credentials', 'Path of the shared credentials file.'),
        ],
      },
    ],
    inputs: [
      FILE,
      FOLDER,
      STDIN,
      { value: 's3://BUCKET/PREFIX', text: 'the log files in a bucket of S3' },
      { value: 'sqs://QUEUE', text: 'log files of S3 that a queue names as they are written' },
    ],
  },
  gcpaudit: {
    description: 'Audit logs of Google Cloud, from files and Pub/Sub',
    version: '0.8.1',
    settings: [
      text('project_id', 'Project of the subscription; if empty, that of the environment or the credentials.'),
      text('credentials_file', 'File with the credentials; if empty, that of the tools of Google.'),
      { name: 'num_goroutines', type: 'integer', default: 10, description: 'No effect.' },
      {
        name: 'max_outstanding_messages',
        type: 'integer',
        default: 1000,
        minimum: 1,
        description: 'Messages of Pub/Sub that are pulled at a time; at most 1000.',
      },
      USE_ASYNC,
    ],
    inputs: [
      FILE,
      FOLDER,
      STDIN,
      { value: 'SUBSCRIPTION', text: 'messages of Pub/Sub as they come, if there is no such file' },
    ],
  },
  k8saudit: {
    description: 'Audit logs of Kubernetes, from files and API servers',
    version: '0.18.0',
    settings: [
      {
        name: 'maxEventSize',
        type: 'integer',
        default: 262144,
        minimum: 1,
        maximum: 262144,
        description: 'Bytes of the largest event; larger ones are named and left out.',
      },
      {
        name: 'webhookMaxBatchSize',
        type: 'integer',
        default: 12582912,
        minimum: 1,
        maximum: 12582912,
        description: 'Bytes of the largest body of a request.',
      },
      {
        name: 'sslCertificate',
        type: 'string',
        default: '/etc/falco/falco.pem',
        description: 'File with the certificate and the key of https://, as PEM.',
      },
      USE_ASYNC,
    ],
    inputs: [
      FILE,
      { value: 'FOLDER', text: 'the files in a folder, by the times of their last changes' },
      STDIN,
      { value: 'http://127.0.0.1:9765/k8s-audit', text: 'a webhook for API servers; https:// with a certificate' },
    ],
  },
  json: {
    description: 'Values in the payloads of all plugin events that are JSON',
    version: '0.7.4',
    settings: [],
    inputs: [],
  },
} as const satisfies Readonly<Record<string, PluginAbout>>;
