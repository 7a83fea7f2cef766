import type { SourceFields } from '../fields/source-fields.js';
import { EVT } from '../schema/events.js';
import { CLOUDTRAIL_FIELDS, cloudTrailInfo } from './cloudtrail-fields.js';

/** Id of the plugin in its events. */
export const CLOUDTRAIL_ID = 2;

/** AWS CloudTrail: records of calls of AWS's APIs. */
export const CLOUDTRAIL: SourceFields = {
  name: 'cloudtrail',
  kinds: [{ type: EVT.PLUGINEVENT_E, id: CLOUDTRAIL_ID }],
  fields: CLOUDTRAIL_FIELDS,
  defaultFormat: null,
  plugin: { id: CLOUDTRAIL_ID, eventSource: 'aws_cloudtrail', info: cloudTrailInfo },
};
