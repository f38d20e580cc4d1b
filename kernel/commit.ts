// The kernel of the commit path, compiled to WebAssembly by AssemblyScript: loose objects unpacked and short messages hashed in
// less time than node's own zlib and crypto take to load.
export { firstFree } from './first-free';
export { sha1, sha256 } from './hashes';
export { adler32 } from './adler32';
export { inflateUpTo, inflated } from './inflate';
