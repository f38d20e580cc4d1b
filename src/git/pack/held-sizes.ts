// What is held in memory at once, and what is left to a reader of single objects.

/** Objects above it are left to a reader of single ones: the stack holds some of them at once. */
export const largestHeld = 24 * 1024 * 1024;
/** Packed entries and deltas above it, likewise. */
export const largestEntry = 12 * 1024 * 1024;
