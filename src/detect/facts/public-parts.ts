// Parts of a token that name it and are not secret: ids of tokens, accounts, users, regions. A line for each form.
type Facts = Record<string, string>;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The form of a token with its public part in the first group, and what that part is. */
const forms: readonly (readonly [form: RegExp, label: string])[] = [
  [/^SG\.([\w-]{22})\./, 'token id'],
  [/^(\d{6,12}):AA/, 'bot id'],
  [/^(github_pat_[A-Za-z0-9]{22})_/, 'token id'],
  [/^(pat[A-Za-z0-9]{14})\./, 'token id'],
  [/^([A-Za-z0-9]{14})\.atlasv1\./, 'token id'],
  [/^(dt0[a-z]\d\d\.[A-Z0-9]{24})\./, 'token id'],
  [/^wandb_v1_([A-Za-z0-9]{27})_/, 'key id'],
  [/^pcsk_([A-Za-z0-9]{5,6})_/, 'key id'],
  [/^CCDB1_([A-Za-z0-9]{22})_/, 'key id'],
  [/^AstraCS:([A-Za-z]{24}):/, 'client id'],
  [/^pdl_(?:live|sdbx)_apikey_([a-z0-9]{26})_/, 'key id'],
  [/^[ps]at\.([A-Za-z0-9]{22})\./, 'account'],
  [/^sgp_([0-9A-Fa-f]{16}|local)_/, 'instance'],
  [/^xox[bp]-(\d{9,14})-/, 'workspace'],
  [/^xapp-\d-(A[A-Z0-9]{8,12})-/, 'app'],
  [/^live_(\d{6,12})_/, 'user'],
  [/^(\d{7,20})-[A-Za-z0-9]{40}$/, 'user'],
  [/^(\d{15,16})(?:\||%7C)/, 'app'],
  [/^[12]\/(\d{10,18})[:/]/, 'user'],
  [/^pk_(\d{7,9})_/, 'user'],
  [/^[0-9a-f]{32}-(us\d{1,3})$/, 'data centre'],
  [/^pat-([a-z]{2}\d)-/, 'region'],
  [/^(00D[A-Za-z0-9]{12})!/, 'organization'],
  [/^access_token\$(?:production|sandbox)\$([a-z0-9]{16})\$/, 'merchant'],
  [/^APP_USR-(\d{16})-/, 'application'],
  [/^vercel_blob_rw_([A-Za-z0-9]{16})_/, 'store'],
  [/^dp\.st\.([a-z0-9_-]{2,35})\./, 'config'],
  [/^A3-([A-Z0-9]{6})-/, 'account'],
  [new RegExp(`^0\\.(${uuid})\\.`), 'token id'],
  [/^tskey-[a-z]{3,8}-([A-Za-z0-9]{6,20}CNTRL)-/, 'key id'],
  [new RegExp(`_(${uuid})$`), 'organization'],
  [/^VF\.(?:DM\.|WS\.)?([0-9a-f]{24})\./, 'project'],
  [/^(token-[a-z0-9]{5}):/, 'token id'],
  [/^([0-9a-f]{32})\.[A-Za-z0-9_-]{16,24}$/, 'key id'],
  [/^([A-Za-z0-9]{8})\.[A-Za-z0-9]{32}$/, 'key id'],
  [new RegExp(`^(${uuid}):[0-9a-f]{32}$`), 'key id'],
  [/^([\w-]{6}\.[\w-]{6}):[\w-]{43}$/, 'key id'],
  [/^([a-z0-9]{6})\.[a-z0-9]{16}$/, 'token id'],
  [/^(?:prod|preview|dev|project):([A-Za-z0-9:-]{3,80})\|/, 'deployment'],
  [/^(?:sc|ext|scauth|authress)_[^.]{5,30}\.[^.]{4,6}\.(acc-[A-Za-z0-9-]{10,32})\./, 'account'],
  [/^SWMTKN-1-([a-z0-9]{50})-/, 'cluster digest'],
  [/^hooks\.slack\.com\/(?:services|workflows|triggers)\/([TE][A-Z0-9]{7,14})\//, 'workspace'],
  [/^hooks\.zapier\.com\/hooks\/catch\/(\d{5,10})\//, 'account'],
  [/^(eu)01xx/, 'region'],
];

/** The part of the secret that may be shown, under its name. */
export function readPublicId(secret: string): Facts {
  for (const [form, label] of forms) {
    const found = form.exec(secret)?.[1];
    if (found !== undefined) return { [label]: found };
  }
  return {};
}
