// What a thread found in suspects, in a form that can be handed to the thread that asked: rules told once, and secrets beside the
// findings (detect/carried-secrets.ts). A rule travels as it is: several of a repository's own may share an id.
import { type CarriedSecrets, SecretCarrier, takeSecrets } from '../detect/carried-secrets.ts';
import type { Finding } from '../model/finding.ts';
import type { FoundAtPath, SuspectAnswer } from '../model/history.ts';
import type { Rule } from '../model/rule.ts';

type PlainFinding = Omit<Finding, 'place'>;

interface CarriedFinding extends Omit<PlainFinding, 'rule' | 'secret'> {
  readonly rule: number;
  readonly secret: number;
}

interface CarriedAnswer extends Pick<SuspectAnswer, 'losses'> {
  readonly found: readonly { readonly findings: readonly CarriedFinding[]; readonly isCut: boolean }[];
}

export interface CarriedAnswers {
  readonly answers: readonly CarriedAnswer[];
  readonly secrets: CarriedSecrets;
  readonly rules: readonly Rule[];
}

export function carryAnswers(answers: readonly SuspectAnswer[]): CarriedAnswers {
  const secrets = new SecretCarrier();
  const rules: Rule[] = [];
  const numbers = new Map<Rule, number>();
  const numberOf = (rule: Rule) => {
    const number = numbers.get(rule) ?? rules.push(rule) - 1;
    numbers.set(rule, number);
    return number;
  };
  const carry = ({ rule, secret, ...rest }: PlainFinding) => ({
    ...rest,
    rule: numberOf(rule),
    secret: secrets.add(secret),
  });
  const carried = answers.map(({ losses, found }) => ({
    losses,
    found: found.map(({ findings, isCut }) => ({ findings: findings.map(carry), isCut })),
  }));
  return { answers: carried, secrets: secrets.carried(), rules };
}

/** The answers as they were, in the thread that asked. */
export function takeAnswers({ answers, rules, secrets: carried }: CarriedAnswers): SuspectAnswer[] {
  const secrets = takeSecrets(carried);
  const take = ({ rule, secret, ...rest }: CarriedFinding): PlainFinding => ({
    ...rest,
    rule: rules[rule],
    secret: secrets[secret],
  });
  const takeAt = ({ findings, isCut }: CarriedAnswer['found'][number]): FoundAtPath => ({
    findings: findings.map(take),
    isCut,
  });
  return answers.map(({ losses, found }) => ({ losses, found: found.map(takeAt) }));
}
