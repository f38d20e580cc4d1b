// Which decoder reads which format.

import { decodeArrow } from '../artifacts/arrow/arrow.ts';
import { decodeGguf } from '../artifacts/gguf.ts';
import { decodeHdf5 } from '../artifacts/hdf5/hdf5.ts';
import { decodeNpy } from '../artifacts/npy.ts';
import { decodeOnnx } from '../artifacts/onnx.ts';
import { decodeParquet } from '../artifacts/parquet/parquet.ts';
import { decodePickle } from '../artifacts/pickle.ts';
import { decodeSafetensors } from '../artifacts/safetensors.ts';
import type { Decoder } from '../decoder.ts';
import type { FileFormat } from '../file-format.ts';
import { decodeNotebook } from '../notebook/notebook.ts';
import { decodeAr } from './ar.ts';
import { decode7z, decodeCpio, decodeRar } from './archive.ts';
import { decodeBzip2, decodeLz4, decodeLzma, decodeXz, decodeZlib, decodeZstd } from './compressed.ts';
import { decodeGzip } from './gzip.ts';
import { decodeHttpRecords } from './http-records.ts';
import { decodeMail } from './mail.ts';
import { decodePdf } from './pdf.ts';
import { decodeSqlite } from './sqlite.ts';
import { decodeSqliteWal } from './sqlite-wal.ts';
import { decodeTar } from './tar.ts';
import { decodeZip } from './zip.ts';

export interface FormatDecoder {
  readonly decode: Decoder;
  /** True where the sign of the format can stand at the start of other files: what is damaged then is no gap but another file. */
  readonly isGuess?: boolean;
  /** True where the bytes as they are are scanned as well: text formats of which the decoder reads only parts. */
  readonly keepsText?: boolean;
  /** True where the decoder asks only for pieces of the source, so that it may be larger than memory. */
  readonly readsPieces?: boolean;
}

export const decoders: Partial<Record<FileFormat, FormatDecoder>> = {
  '7z': { decode: decode7z },
  ar: { decode: decodeAr, readsPieces: true },
  arrow: { decode: decodeArrow, readsPieces: true },
  bzip2: { decode: decodeBzip2 },
  cpio: { decode: decodeCpio, isGuess: true },
  gzip: { decode: decodeGzip },
  lz4: { decode: decodeLz4 },
  har: { decode: decodeHttpRecords },
  lzma: { decode: decodeLzma, isGuess: true },
  gguf: { decode: decodeGguf, readsPieces: true },
  mail: { decode: decodeMail },
  hdf5: { decode: decodeHdf5, readsPieces: true },
  notebook: { decode: decodeNotebook },
  npy: { decode: decodeNpy, readsPieces: true },
  onnx: { decode: decodeOnnx, readsPieces: true },
  parquet: { decode: decodeParquet, readsPieces: true },
  pdf: { decode: decodePdf },
  pickle: { decode: decodePickle, readsPieces: true },
  safetensors: { decode: decodeSafetensors, readsPieces: true },
  rar: { decode: decodeRar },
  sqlite: { decode: decodeSqlite, readsPieces: true },
  'sqlite-wal': { decode: decodeSqliteWal, readsPieces: true },
  tar: { decode: decodeTar, readsPieces: true },
  xz: { decode: decodeXz },
  zip: { decode: decodeZip, readsPieces: true },
  zlib: { decode: decodeZlib, isGuess: true },
  zstd: { decode: decodeZstd },
};
