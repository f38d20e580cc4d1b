// Values that show by their form that they are an account's id, made to be public, or a reference to where the secret is kept:
// never a finding, whatever the name beside them says.

import { isFernetToken } from './facts/dates.ts';

const forms: readonly RegExp[] = [
  // Ids: Twilio account and key, AWS entities, Scaleway, Razorpay, OAuth clients of Google and GitHub, OpenAI, Salesforce, Sumo Logic.
  /^(?:AC|SK)[0-9a-f]{32}$/,
  /^(?:AIDA|AROA|AGPA|AIPA|ANPA|ANVA|APKA|ASCA)[A-Z2-7]{16,17}$/,
  /^SCW[A-Z0-9]{17}$/,
  /^rzp_(?:live|test)_[A-Za-z0-9]{14}$/,
  /^\d{8,14}-[a-z0-9]{32}\.apps\.googleusercontent\.com$/,
  /^(?:Iv1\.[0-9a-f]{16}|(?:Iv23|Ov23)[A-Za-z0-9]{16})$/,
  /^(?:org-|proj_)[A-Za-z0-9]{24}$/,
  /^3MVG9[A-Za-z0-9._]{70,250}$/,
  // Made to be public: keys for browsers, validation and analytics.
  /^pk_(?:live|test)_[A-Za-z0-9]{24,110}$/,
  /^pubkey-[0-9a-f]{32}$/,
  /^pub[0-9a-f]{32}$/,
  /^(?:NRJS|NRBR)-[0-9a-f]{19}$/,
  /^phc_[\w-]{40,50}$/,
  /^sb_publishable_[\w-]{22,40}$/,
  /^pk\.eyJ1Ijoi[\w-]{20,200}\.[\w-]{22}$/,
  /^(?:pub|sub)-c-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  /^FLWPUBK(?:_TEST)?-[0-9a-f]{32}(?:-X)?$/,
  /^age1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}$/,
  // The first two messages of NTLM (MS-NLMP 2.2.1): they negotiate, and hold nothing of a password.
  /^TlRMTVNTUAA[BC][A-Za-z0-9+/]/,
  // Published for testing scanners (docs.github.com).
  /^(?:secret_)?scanning_ab85fc6f8d7638cf1c11da812da308d43_[0-9A-Za-z]{5}$/,
  // Encrypted, or kept elsewhere.
  /^(?:ENC\[|ENC\(|encrypted:|vault:v\d{1,3}:|v1:[A-Za-z0-9+/]{16}:|\{AQAA)/,
  /^@Microsoft\.KeyVault\(/,
  /\{\{resolve:(?:secretsmanager|ssm-secure):/,
];

/** Whether the form of `value` alone says that it opens nothing. */
export function isPublicForm(value: string): boolean {
  return forms.some((form) => form.test(value)) || isFernetToken(value);
}
