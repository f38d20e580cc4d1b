// The version that the build writes in.
declare const LEAKGATE_VERSION: string | undefined;

export const version: string = typeof LEAKGATE_VERSION === 'string' ? LEAKGATE_VERSION : '0.0.0-source';
