// What could not be looked at inside an input, for the receipt: counted, and told in one sentence a reason.
import type { Detector } from '../detect/detector.ts';
import type { Place } from '../model/fragment.ts';
import type { Loss } from '../model/layer.ts';
import { hideInPlace, hideInText } from './hide-in-place.ts';
import type { ReceiptKeeper } from './receipt-keeper.ts';

interface Group {
  readonly first: Loss;
  count: number;
}

/** Losses of one kind for one reason are told once, with the place of the first. */
function grouped(losses: readonly Loss[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const loss of losses) {
    const key = `${loss.kind}\n${loss.isGap}\n${loss.reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: loss, count: 1 });
    else group.count++;
  }
  return groups.values();
}

/** Takes down the losses of one input after the other. */
export function lossNoter(keeper: ReceiptKeeper, detector: Detector): (place: Place, losses: readonly Loss[]) => void {
  return (place, losses) => {
    const { path, origin } = hideInPlace(place, detector);
    for (const { first, count } of grouped(losses)) {
      const { kind, isGap, via, reason } = first;
      const outer = path === null ? `A text (${origin})` : `"${path}"`;
      const inner = via.length === 0 ? '' : ` (${via.map((step) => hideInText(step, detector)).join(', ')})`;
      const more = count === 1 ? '' : ` So are ${(count - 1).toLocaleString('en-US')} more parts of it.`;
      const problem = { code: 'not-decoded', message: `${outer}${inner} was not scanned whole: ${reason}.${more}` };
      keeper.noteSkipped(kind, isGap, isGap ? { ...problem, ...(path !== null && { path }) } : undefined, count);
    }
  };
}
