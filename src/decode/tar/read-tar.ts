// A tar file, member by member: names and data as they stand in it, whichever of its dialects tells them.
import { type ByteSource, viewOf } from '../../model/byte-source.ts';
import { skipNuls } from '../behind.ts';
import { DamagedInput } from '../decoder.ts';
import { paxRecords, tellingRecords } from './pax-records.ts';
import { blockBytes, isZeroBlock, type TarHeader, tarHeader } from './tar-header.ts';

export interface TarMember {
  readonly name: string;
  readonly type: string;
  /** Of links: where they lead. */
  readonly link: string;
  /** Of a sparse file without its holes. */
  readonly bytes: ByteSource;
  /** What its extended header says besides the usual. */
  readonly notes: string;
  /** True where the file ends before the member does. */
  readonly isCut: boolean;
}

/** Names and sizes that stand in members of their own before the one they are of. */
export interface Ahead {
  name?: string;
  link?: string;
  size?: number;
  notes: string;
}

/** Bytes that a list of records or a long name may have. */
export const mostAhead = 16 * 1024 * 1024;
/** Data is filled up to whole blocks. */
export const wholeBlocks = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes;

function withoutEnd(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Takes what a member says of the next one. @returns false for a member of its own right */
export function takeAhead(ahead: Ahead, { type }: TarHeader, data: () => Buffer): boolean {
  if (type === 'L') ahead.name = withoutEnd(data());
  else if (type === 'K') ahead.link = withoutEnd(data());
  else if (type === 'x' || type === 'X' || type === 'g') {
    const records = paxRecords(data());
    ahead.notes += tellingRecords(records);
    if (type !== 'g') {
      ahead.name = records.get('GNU.sparse.name') ?? records.get('path') ?? ahead.name;
      ahead.link = records.get('linkpath') ?? ahead.link;
      const size = Number(records.get('size') ?? Number.NaN);
      if (Number.isSafeInteger(size) && size >= 0) ahead.size = size;
    }
  } else return false;
  return true;
}

/** Links, folders, devices and pipes have no data, whatever their size says. */
export const withoutData = '12346';

/** The type of what stands behind the end of an archive and is no archive: nothing that tar knows. */
export const behindType = 'behind';

function rest(source: ByteSource, at: number): TarMember {
  const bytes = viewOf(source, at, source.size - at);
  return { name: '', link: '', type: behindType, bytes, notes: '', isCut: false };
}

/** @throws DamagedInput where a header is damaged */
export function* readTar(source: ByteSource): Generator<TarMember> {
  let ahead: Ahead = { notes: '' };
  for (let at = 0; at < source.size; ) {
    const block = source.read(at, blockBytes);
    if (block.length === blockBytes && isZeroBlock(block)) {
      // The last record is filled up with NULs; another archive may follow.
      at = Math.floor(skipNuls(source, at) / blockBytes) * blockBytes;
      if (at >= source.size) return;
      if (tarHeader(source.read(at, blockBytes)) !== null) continue;
      yield rest(source, at);
      return;
    }
    const header = tarHeader(block);
    if (header === null) throw new DamagedInput('it is cut short, or a header in it is damaged');
    let dataAt = at + blockBytes;
    for (let more = header.hasMoreMap; more; dataAt += blockBytes) more = source.read(dataAt, blockBytes)[504] === 1;
    const data = () => source.read(dataAt, Math.min(header.size, mostAhead));
    if (takeAhead(ahead, header, data)) {
      at = dataAt + wholeBlocks(header.size);
      continue;
    }
    const size = withoutData.includes(header.type) ? 0 : (ahead.size ?? header.size);
    yield {
      name: ahead.name ?? header.name,
      link: ahead.link ?? header.link,
      type: header.type,
      bytes: viewOf(source, dataAt, size),
      notes: ahead.notes,
      isCut: dataAt + size > source.size,
    };
    ahead = { notes: '' };
    at = dataAt + wholeBlocks(size);
  }
}
