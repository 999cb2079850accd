export const MAINTENANCE_WORKFLOW = 'maintenance';
