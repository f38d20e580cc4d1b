// What a change of the config loosens, in sentences, so that a gate is never opened unseen by the commit it judges.
import { isAtLeast } from '../model/severity.ts';
import { type Config, defaultConfig } from './config.ts';
import { formerRules } from './own-rules/former-rules.ts';

/** Most globs or rules that are named one by one. */
const maxNamed = 20;

/** One sentence for each way in which `now` lets through more than `before`, and for values that change what lines match. */
export function findLoosened(before: Config, now: Config): readonly string[] {
  const say = (what: string) => `allowed by this change: ${now.file} ${what}`;
  return [
    ...(now.severity !== before.severity && isAtLeast(now.severity, before.severity)
      ? [say(`blocks only from ${now.severity} on (before: ${before.severity})`)]
      : []),
    ...named([
      ...loosenedRules(before, now),
      ...droppedRules(before, now),
      ...narrowedRules(before, now),
      ...changedOwnRules(before, now),
    ]).map(say),
    ...named(addedGlobs(before, now)).map(say),
    ...[...now.acceptGaps].filter((kind) => !before.acceptGaps.has(kind)).map((kind) => say(`accepts the gap ${kind}`)),
    ...(now.baseline === before.baseline
      ? []
      : [say(`takes ${now.baseline} as the baseline (before: ${before.baseline})`)]),
    // The first config brings a salt to a repository that has no lines yet; an unused line is told by the sweep.
    ...(now.salt === before.salt || before.salt === defaultConfig.salt
      ? []
      : [`${now.file} changes the salt: lines written so far match nothing any more`]),
  ];
}

function loosenedRules(before: Config, now: Config): readonly string[] {
  return [...now.rules].flatMap(([id, setting]) => {
    const old = before.rules.get(id);
    if (setting === old || old === 'off') return [];
    if (setting === 'off') return [`switches off the rule ${id}`];
    // Without an old setting the rule's own severity is not known here; a change is named either way.
    return old === undefined || isAtLeast(old, setting) ? [`makes the rule ${id} ${setting}`] : [];
  });
}

function droppedRules(before: Config, now: Config): readonly string[] {
  return [...before.rules].flatMap(([id, old]) =>
    old === 'off' || now.rules.has(id) ? [] : [`no longer makes the rule ${id} ${old}`],
  );
}

function addedGlobs(before: Config, now: Config): readonly string[] {
  const old = new Set(before.ignoredPaths);
  return now.ignoredPaths.filter((glob) => !old.has(glob)).map((glob) => `leaves out the paths ${glob}`);
}

function named(sentences: readonly string[]): readonly string[] {
  const rest = sentences.length - maxNamed;
  return rest > 0 ? [...sentences.slice(0, maxNamed), `loosens ${rest} more rules or paths`] : sentences;
}

/** Rules that are narrowed anew or otherwise; whether that lets through more is not worked out. */
function narrowedRules(before: Config, now: Config): readonly string[] {
  return [...now.ruleTerms].flatMap(([id, terms]) =>
    JSON.stringify(before.ruleTerms.get(id)) === JSON.stringify(terms) ? [] : [`narrows the rule ${id}`],
  );
}

/** Rules of the repository's own that are gone or changed. */
function changedOwnRules(before: Config, now: Config): readonly string[] {
  return formerRules(before, now.ownRules).map(({ id }) =>
    now.ownRules.has(id) ? `changes its own rule ${id}` : `no longer has its own rule ${id}`,
  );
}
