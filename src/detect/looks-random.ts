// Random or language? A small model over letter pairs: written words keep to the common pairs, random text does not.

// Frequent letter pairs of English words and identifiers, roughly by falling frequency. Hand-kept; checked by the tests on
// words against generated values.
const commonPairs = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ' +
    'ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su ' +
    'id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr ' +
    'cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr ' +
    'hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt rp sk xi oe oy ws lv dl rf eu dg wr'
  ).split(' '),
);

/** Share of letter pairs that language would use, over all neighbouring pairs; a pair with a digit counts as uncommon. */
export function languageShare(text: string): number {
  let pairs = 0;
  let common = 0;
  // Words in camelCase and snake_case are judged word by word: the pair across the border says nothing.
  for (const word of text.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z][a-z])/)) {
    for (let at = 0; at + 1 < word.length; at++) {
      pairs++;
      if (commonPairs.has(word.slice(at, at + 2).toLowerCase())) common++;
    }
  }
  return pairs === 0 ? 1 : common / pairs;
}

/** Below this share a value of 16 or more characters reads as random (words keep above 0.75, random letters about 0.35). */
const randomBelow = 0.6;

/** Whether `text` (16 characters or more) reads as made by a random generator. */
export function looksRandom(text: string): boolean {
  return languageShare(text) < randomBelow;
}
