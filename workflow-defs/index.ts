/** Entry of the workflow bundle: what is exported here is a workflow type. */
export { execution } from './execution/workflow.js';
export { maintenance } from './maintenance/workflow.js';
