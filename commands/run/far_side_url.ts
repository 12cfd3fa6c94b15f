/** Where the far side of every scheme is. */

/** URL of `far_side.ts`, for `openSchemes()`. */
export const FAR_SIDE: URL = new URL("../../far_side.ts", import.meta.url);
