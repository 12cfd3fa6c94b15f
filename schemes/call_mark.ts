/** How programs that modules start are marked, in the environment that they inherit. */

/** Variable that tells who has started a program: `FAR_SIDE/CALL`, or `FAR_SIDE` alone. */
export const CALL_VARIABLE = "VT_CALL";

/** Variable that is set for a program which serves several calls: it lives as long as its far side does. */
export const SHARED_VARIABLE = "VT_SHARED";
