// `leakgate image <archive|layout folder>` and `leakgate image --daemon NAME`: everything in a container image.
import { resolve } from 'node:path';
import { imageItems } from '../image/image-items.ts';
import { type OpenImage, openArchive, openImage } from '../image/open-image.ts';
import { spoolFromDaemon } from '../image/spool.ts';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import type { CommandContext } from './command-context.ts';
import { endOnSignal } from './end-on-signal.ts';
import { finishRun } from './finish-run.ts';
import { policyHere } from './policy-here.ts';
import { scanTerms } from './scan-terms.ts';

const unit = 'files and texts of the image';

/** A reference as docker and podman take it: registry, repository, tag, digest, or an id. */
const imageName = /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/;

function whichImage({ args, flags }: CommandContext): { readonly daemon: string } | { readonly path: string } {
  const { daemon } = flags;
  if (typeof daemon === 'string') {
    if (args.length > 0) throw new UsageError('extra-argument', { command: 'image --daemon', value: args[0] });
    if (!imageName.test(daemon))
      throw new UsageError('bad-value', { name: '--daemon', value: daemon, allowed: 'the name or id of an image' });
    return { daemon };
  }
  const example = 'leakgate image app.tar';
  if (args.length === 0)
    throw new UsageError('missing-argument', { command: 'image', what: 'an archive or a layout folder', example });
  if (args.length > 1) throw new UsageError('extra-argument', { command: 'image', value: args[1] });
  return { path: args[0] };
}

async function open(context: CommandContext): Promise<{ readonly shown: string; readonly image: OpenImage }> {
  const which = whichImage(context);
  if ('daemon' in which)
    return { shown: which.daemon, image: openArchive(await spoolFromDaemon(which.daemon), which.daemon) };
  return { shown: which.path, image: await openImage(resolve(context.cwd, which.path), which.path) };
}

export async function run(context: CommandContext): Promise<ExitCode> {
  const { shown, image } = await open(context);
  try {
    endOnSignal(unit, context);
    const terms = await scanTerms(context, { command: 'image', unit, isChange: false }, policyHere(context));
    return await finishRun(await scanItems(imageItems(shown, image.files, image.manifests), terms), context);
  } finally {
    image.close();
  }
}
