// Whether a file need not be read whole: asked by those who open files, which know no formats.
export { isReadByPieces } from '../decode/find-decoder.ts';
