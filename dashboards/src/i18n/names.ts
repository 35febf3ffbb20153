import type { AlertState, Health, Severity } from '../live/wire';
import type { Messages } from './vi';

export function severityName(severity: Severity, m: Messages): string {
  return m[severity];
}

const states: Record<AlertState, keyof Messages> = {
  active: 'stateActive',
  acknowledged: 'stateAcknowledged',
  cleared: 'stateCleared',
  closed: 'stateClosed',
  shelved: 'stateShelved',
  suppressed: 'stateSuppressed',
  'out-of-service': 'stateOutOfService',
};

export function stateName(state: AlertState, m: Messages): string {
  return m[states[state]] as string;
}

const healths: Record<Health, keyof Messages> = {
  ok: 'healthOk',
  stale: 'healthStale',
  offline: 'healthOffline',
  suspect: 'healthSuspect',
  'out-of-service': 'healthOutOfService',
};

export function healthName(health: Health, m: Messages): string {
  return m[healths[health]] as string;
}

const domains: Readonly<Record<string, keyof Messages>> = {
  traffic: 'domainTraffic',
  security: 'domainSecurity',
  environment: 'domainEnvironment',
  health: 'domainHealth',
  education: 'domainEducation',
  tourism: 'domainTourism',
  'public-services': 'domainPublicServices',
  infrastructure: 'domainInfrastructure',
};

export function domainName(domain: string, m: Messages): string {
  const key = domains[domain];
  return key ? (m[key] as string) : domain;
}

const sources: Readonly<Record<string, keyof Messages>> = { mqtt: 'sourceMqtt', store: 'sourceStore' };

export function sourceName(source: string, m: Messages): string {
  const key = sources[source];
  return key ? (m[key] as string) : source;
}

const actions: Readonly<Record<string, keyof Messages>> = {
  raised: 'actionRaised',
  cleared: 'actionCleared',
  returned: 'actionReturned',
  restored: 'actionRestored',
  acknowledged: 'actionAcknowledged',
  assigned: 'actionAssigned',
  commented: 'actionCommented',
  shelved: 'actionShelved',
  unshelved: 'actionUnshelved',
  closed: 'actionClosed',
  'out-of-service': 'actionOutOfService',
  'returned-to-service': 'actionReturnedToService',
  escalated: 'actionEscalated',
  'de-escalated': 'actionDeEscalated',
  damped: 'actionDamped',
  suppressed: 'actionSuppressed',
  unsuppressed: 'actionUnsuppressed',
  grouped: 'actionGrouped',
  annotated: 'actionAnnotated',
};

export function actionName(action: string, m: Messages): string {
  const key = actions[action];
  return key ? (m[key] as string) : action;
}
