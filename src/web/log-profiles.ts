import type { ColourRule, ColumnInfo, FilterButton } from './protocol.js';

/** What the list of a log begins with. */
interface LogProfile {
  readonly columns: readonly ColumnInfo[];
  readonly colours: readonly ColourRule[];
  readonly buttons: readonly FilterButton[];
}

const button = (title: string, filter: string): FilterButton => ({ path: [title], filter });

const K8S_FAILED = 'ka.response.code startswith 4 or ka.response.code startswith 5';
const K8S_CHANGES = 'ka.verb in (create, update, patch, delete, deletecollection)';
const GCP_FAILED = 'json.value[/severity] in (ERROR, CRITICAL, ALERT, EMERGENCY)';

/** By event source. The columns and buttons of CloudTrail and the columns of Kubernetes are those of Stratoshark, with some more. */
export const LOGS: Readonly<Record<string, LogProfile>> = {
  aws_cloudtrail: {
    columns: [
      { field: 'ct.shortsrc', title: 'Service' },
      { field: 'ct.name', title: 'Event name' },
      { field: 'ct.error', title: 'Error code' },
      { field: 'ct.user.accountid', title: 'Account' },
      { field: 'ct.user', title: 'User name' },
      { field: 'ct.srcip', title: 'User IP' },
      { field: 's3.bucket', title: 'Bucket' },
      { field: 'ec2.name', title: 'Instance' },
      { field: 'ct.info', title: 'Info' },
    ],
    colours: [
      { name: 'Error', filter: 'ct.error exists' },
      { name: 'State changing', filter: 'ct.readonly=false' },
    ],
    buttons: [
      button('Errors', 'ct.error exists'),
      button('Management', 'ct.managementevent=true'),
      button('State changing', 'ct.readonly=false'),
      // trails have the text "true", for which the field says false, as in the reference
      button('From console', 'ct.sessioncredentialfromconsole=true or json.value[/sessionCredentialFromConsole]=true'),
    ],
  },
  k8s_audit: {
    columns: [
      { field: 'ka.verb', title: 'Verb' },
      { field: 'ka.target.name', title: 'Target' },
      { field: 'ka.target.resource', title: 'Resource' },
      { field: 'ka.target.namespace', title: 'Namespace' },
      { field: 'ka.user.name', title: 'User name' },
      { field: 'ka.auth.decision', title: 'Decision' },
      { field: 'ka.response.code', title: 'Code' },
      { field: 'evt.plugininfo', title: 'Info' },
    ],
    colours: [
      { name: 'Error', filter: K8S_FAILED },
      { name: 'State changing', filter: K8S_CHANGES },
    ],
    buttons: [button('Errors', K8S_FAILED), button('State changing', K8S_CHANGES)],
  },
  gcp_auditlog: {
    columns: [
      { field: 'gcp.serviceName', title: 'Service' },
      { field: 'gcp.methodName', title: 'Method' },
      { field: 'gcp.user', title: 'User' },
      { field: 'gcp.callerIP', title: 'Caller IP' },
      { field: 'gcp.resourceName', title: 'Resource' },
      { field: 'gcp.location', title: 'Location' },
      { field: 'evt.plugininfo', title: 'Info' },
    ],
    colours: [{ name: 'Error', filter: GCP_FAILED }],
    buttons: [button('Errors', GCP_FAILED)],
  },
};

/** For logs of other plugins. */
export const OTHER_LOGS: LogProfile = {
  columns: [
    { field: 'evt.pluginname', title: 'Plugin' },
    { field: 'evt.plugininfo', title: 'Info' },
  ],
  colours: [],
  buttons: [],
};
