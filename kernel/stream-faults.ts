/** Answers below zero: what is wrong with a zlib stream. */
export const truncated: i32 = -1;
export const malformed: i32 = -2;
