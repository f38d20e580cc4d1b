// Colours, loaded only where they are wanted: picocolors asks for standard output when it is imported, and opening that
// stream costs a clean commit more than its whole report.
import type pc from 'picocolors';

type Picocolors = ReturnType<typeof pc.createColors>;

/** The colours that reports use. */
export type Colors = Pick<Picocolors, 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green' | 'cyan'>;

const asIs = (text: string | number | null | undefined) => String(text);

export const noColors: Colors = { bold: asIs, dim: asIs, red: asIs, yellow: asIs, blue: asIs, green: asIs, cyan: asIs };

/** picocolors' own, or functions that leave the text as it is. */
export async function loadColors(isWanted: boolean): Promise<Colors> {
  if (!isWanted) return noColors;
  const { default: picocolors } = await import('picocolors');
  return picocolors.createColors(true);
}
