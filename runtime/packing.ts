/** How this copy of vt is packed. */

/** Whether this is the inside of the self-contained file; scripts/executable/app_files.ts writes `true` there. */
export const IS_SELF_CONTAINED: boolean = false;
