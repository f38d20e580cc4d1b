// Tokens whose form says who made them and whose checksum says that nobody did. Their own rule drops them; a rule that finds the
// same value by its name alone, or in a URL, asks here and only warns.
import type { ChecksumName } from '../model/rule.ts';
import { checksums } from './checksum/index.ts';

/** Only forms whose construction is known for sure: published by the maker, or confirmed on published values. */
const checkedForms: readonly (readonly [form: RegExp, checksum: ChecksumName])[] = [
  [/^gh[pous]_[A-Za-z0-9]{36}$/, 'github-crc'],
  [/^gl[a-z]{2,6}-(?:t\d_)?[\w-]{27,300}(?:\.[0-9a-z]{2})?\.[0-9a-z]{9}$/, 'gitlab-routable'],
  [/^glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}$/, 'grafana-crc'],
  [/^(?:cf[ua]t|cfk)_[A-Za-z0-9]{40}[0-9a-f]{8}$/, 'hex-crc'],
  [/^zpka_[a-z0-9]{32}_[0-9a-f]{8}$/, 'hex-crc'],
  [/^cflt[A-Za-z0-9+/]{60}$/, 'confluent-crc'],
  [/^cio_tp_[A-Za-z0-9]{32}$/, 'cargo-xor'],
  [/^[\w+/-]{76}(?:\+ASt|ACDb|\+ABa|\+AMC|APIM)[\w+/-]{5}[AQgw]==$/, 'azure-fixed'],
  [/^[\w+/-]{33}(?:\+ASb|\+AEh|\+ARm|AIoT|AzCa|AZEG)[A-P][\w+/-]{5}=$/, 'azure-fixed'],
  [/^[\w+/-]{42}(?:\+ACR|AzSe)[A-D][\w+/-]{5}$/, 'azure-fixed'],
  [/^[\w-]{44}AzFu[\w-]{5}[AQgw](?:==|%3[dD]%3[dD])$/, 'azure-fixed'],
];

/** The shortest of these forms. Most values are shorter, and a commit need not compile a dozen patterns for them. */
const shortest = 39;

/** Whether `value` has the whole form of a token that carries a checksum, and the checksum is wrong. */
export function wasNeverMinted(value: string): boolean {
  return (
    value.length >= shortest &&
    checkedForms.some(([form, checksum]) => form.test(value) && checksums[checksum](value) === 'invalid')
  );
}
