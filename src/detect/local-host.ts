// Whether a host names this machine, a test or a documentation name, or a service of the same compose file.

const reserved = /(?:^|\.)(?:localhost|local|test|invalid|example|localdomain)$|(?:^|\.)example\.(?:com|org|net|edu)$/;
const thisMachine =
  /^(?:127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1|0:0:0:0:0:0:0:1|host\.docker\.internal|host\.minikube\.internal)$/;
const placeholderHost = /^(?:your|my|some|the)[-_.]|[<>{}$%*]|^(?:host(?:name)?|server|ip|address|xxx+|\.{3,}|\u2026)$/;

/** `host` may carry a port, brackets or a list of hosts, of which the first counts. A single word is a service name. */
export function isLocalHost(host: string): boolean {
  const first = host.toLowerCase().split(',')[0].trim();
  const bare = (/^\[([^\]]*)\]/.exec(first)?.[1] ?? first.replace(/:\d{1,5}$/, '')).replace(/\.$/, '');
  if (bare === '' || thisMachine.test(bare) || reserved.test(bare) || placeholderHost.test(bare)) return true;
  return !bare.includes('.') && !bare.includes(':');
}
