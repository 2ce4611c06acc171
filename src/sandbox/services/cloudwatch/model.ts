import type { StoredResources } from '../../resources/stored-resource.js';

/** What CloudWatch keeps. The sandbox has no metrics: alarms stay as they are made. */
export interface CloudWatch {
  readonly alarms: StoredResources;
  readonly dashboards: StoredResources;
}
