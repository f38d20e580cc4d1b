// Extended header records of tar (POSIX.1-2001 pax): `30 mtime=1350244992.023960108\n`.

/** What pax tells of every file; all else a person or program put there. */
const usual =
  /^(?:path|linkpath|size|mtime|atime|ctime|uid|gid|uname|gname|hdrcharset|GNU\.sparse\..*|LIBARCHIVE\.creationtime)$/;

/** @returns the records by key; what does not fit the form ends the list */
export function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, blank));
    const end = at + length;
    const equals = bytes.indexOf(0x3d, blank);
    if (blank < 0 || !Number.isInteger(length) || length < 5 || end > bytes.length || equals < 0 || equals >= end)
      break;
    records.set(bytes.toString('utf8', blank + 1, equals), bytes.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** Records that say more than what a file is called, how large it is and whose. */
export function tellingRecords(records: ReadonlyMap<string, string>): string {
  return [...records].flatMap(([key, value]) => (usual.test(key) ? [] : [`${key}=${value}\n`])).join('');
}
