// Apart from `pathClass` and its tables, because every commit asks this and few go on to those.

/** The cheap test before `pathClass`: nothing without these letters in it is a .env file. */
export function mayBeEnv(path: string): boolean {
  return /env|\.dev\.vars/i.test(path);
}
