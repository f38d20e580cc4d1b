// A value by its name is the one that stands next to it, whatever follows on later lines.
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { createDetector } from '../support/detector.ts';
import { fillTemplate } from '../support/fill-template.ts';

const { detect } = createDetector({ families });

describe('a name with its value on its line', () => {
  it.each([
    ['AGORA_CERTIFICATE', 'agora-app-certificate'],
    ['BUGSNAG_API_KEY', 'bugsnag-token'],
  ])('is not led past it by a name on the next: %s', (name, id) => {
    const [value, next] = [fillTemplate('{hex:32}', 3), fillTemplate('{hex:32}', 4)];
    const text = `${name}=${value}\nOTHER_API_KEY=${next}\n`;
    const found = detect(text)
      .filter(({ rule }) => rule.id === id)
      .map(({ secretStart, secretEnd }) => text.slice(secretStart, secretEnd));
    expect(found).toContain(value);
  });
});
