// Members of an archive of torch.save that are the raw numbers of a tensor. What names them is data.pkl, and that is read.
// https://docs.pytorch.org/docs/stable/notes/serialization.html (TorchScript has constants.pkl and constants/ besides)

/** `data/` of `data/12`; of a name that does not end in a number, nothing. */
function folderOfNumber(name: string): string {
  let end = name.length;
  while (end > 0 && name.charCodeAt(end - 1) >= 48 && name.charCodeAt(end - 1) <= 57) end--;
  return end < name.length && name[end - 1] === '/' ? name.slice(0, end) : '';
}

/** Names of the members that hold tensors, of all names in an archive. */
export function tensorMembers(names: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const name of names) {
    const [, folder, kind] = /^(.*?)(data|constants)\.pkl$/.exec(name) ?? [];
    if (kind !== undefined && (folder === '' || folder.endsWith('/'))) folders.add(`${folder}${kind}/`);
  }
  if (folders.size === 0) return new Set();
  return new Set(names.filter((name) => folders.has(folderOfNumber(name))));
}
