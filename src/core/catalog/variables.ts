/**
 * The environment variable a connector reads a field from: prefix, upper case, `-` to `_` (baton-sdk's own rule).
 * @param field the field's name: `default-workspace-id` gives BATON_DEFAULT_WORKSPACE_ID
 */
export const variableOf = (field: string): string => `BATON_${field.toUpperCase().replaceAll('-', '_')}`
