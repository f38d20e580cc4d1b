// Property tests draw the same examples in every run, so that the gate says the same of the same sources.
// `PROPERTY_SEED=random npm test` draws others, and a failure names its seed; so does `PROPERTY_SEED=<number>`.
import fc from 'fast-check';

const asked = process.env.PROPERTY_SEED;
if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? 20261126 : Number(asked) });

export default fc;
