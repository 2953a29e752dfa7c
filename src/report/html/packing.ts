/** Detections whose details are packed together: alike texts compress well, and little is unpacked for one page. */
export const DETAILS_TOGETHER = 16;
