/** First byte that the caller may use. */
export function firstFree(): usize {
  return (__heap_base + 15) & ~15;
}
