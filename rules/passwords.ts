// Passwords where no assignment names them: on command lines, in SQL, and as the hashes that systems keep of them.
import type { RuleSpec } from '../src/model/rule.ts';
import { value } from './assignment.ts';
import { anyCase, shape } from './compose.ts';

const rotate = 'Change the password, and hand it over through a file, the environment or a prompt.';

/** A command's arguments up to the flag; a pipe, a semicolon or the end of the line ends the command. */
const args = '(?:[^\\r\\n|;&]{0,200}?[ \\t"\',])?';
/** A value as a shell passes it; not a reference and not the next flag. */
const argument = `["'\`]?(?![\\-$%<{(/])${value('', 4, 128)}`;
/** Tools whose password follows a flag and a space, and the flags. */
const spaced = anyCase(
  'psexec(?:64)?(?:\\.exe)?|sshpass|docker login|podman login|helm registry login|oc login|az login|plink|pscp|rdesktop|xfreerdp|mongo(?:sh|dump|restore|export)?|cqlsh|sqlcmd|bcp|isql|ipmitool|twine upload|ldap(?:search|add|modify|delete|passwd)|redis-cli|keytool|jarsigner|wmic|schtasks|impacket-[a-z]{2,16}|crackmapexec|evil-winrm|winrs',
);
const flags = '(?:-(?:p|pw|P|w|a|passwd|password|storepass|keypass|rp)[ =]|/(?:p|rp|pass|password)[: ])[ ]{0,3}';
/** Tools that take the password in the flag itself. */
const attached = anyCase('mysql(?:dump|admin|import|show|check|slap)?|mariadb(?:-[a-z]{2,12})?|7z[az]?|unrar|sshpass');

export const passwordRules = [
  {
    id: 'command-line-password',
    title: 'Password on a command line',
    why: 'Whoever reads the script, the shell history or the list of processes can sign in with it.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    anyCase: true,
    anchors: [
      'psexec',
      'sshpass',
      'docker login',
      'podman login',
      'helm registry login',
      'oc login',
      'az login',
      'plink',
      'pscp',
      'rdesktop',
      'xfreerdp',
      'mongo',
      'cqlsh',
      'sqlcmd',
      'bcp ',
      'isql',
      'ipmitool',
      'twine upload',
      'ldap',
      'redis-cli',
      'keytool',
      'jarsigner',
      'wmic',
      'schtasks',
      'impacket-',
      'crackmapexec',
      'evil-winrm',
      'winrs',
      'mysql',
      'mariadb',
      '7z',
      'unrar',
    ],
    ...shape(
      `(?:(?:${spaced})[ "',]${args}${flags}|(?:${attached})[ "',]${args}-p(?=[^\\s\\-]))(?<command>)${argument}`,
    ),
    needs: { judge: 'password', text: true },
    revoke: rotate,
    docs: 'https://cwe.mitre.org/data/definitions/214.html',
    examples: {
      match: [
        'psexec \\\\\\\\srv1 -u CORP\\\\svc -p {alnum:12} cmd',
        'PsExec.exe \\\\10.0.0.9 -u Administrator -p "{alnum:8}!{digit:2}" -d calc.exe',
        "sshpass -p '{alnum:12}' ssh root@host",
        'docker login -u ci -p {alnum:20} registry.corp.net',
        'mysqldump -u root -p{alnum:12} shop > shop.sql',
        'redis-cli -h cache.corp.net -a {alnum:16} ping',
        'ldapsearch -x -D "cn=admin" -w {alnum:12} -b dc=corp',
        'keytool -genkey -storepass {alnum:12} -alias a',
        'sqlcmd -S db1 -U sa -P "{alnum:12}"',
      ],
      ignore: [
        'psexec \\\\srv1 -u User -p $Password -i',
        'psexec \\\\srv1 -u User -p PASSWORD cmd',
        'sshpass -p "$PASS" ssh root@host',
        'docker login -u ci --password-stdin registry.corp.net',
        'mysql -u root -p shop',
        'mysql -u root -p"$MYSQL_PASSWORD" shop',
        'mysql -h db1 -P 3306 -u root',
        'mongo --port 27017 -p',
        'usage: redis-cli [-h host] [-a authpw] [-p port]',
      ],
    },
  },
  {
    id: 'sql-password',
    title: 'Password in an SQL statement',
    why: 'Opens the database as that user.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    anyCase: true,
    anchors: [
      'identified by',
      'identified with',
      'with password',
      'encrypted password',
      'login password',
      'set password',
    ],
    ...shape(
      `(?:${anyCase('identified')}(?: ${anyCase('with')} [\\w'"\`]{1,40})? ${anyCase('by')}(?: ${anyCase('password')})?|${anyCase('(?:with|encrypted|login|set) password')}(?: ${anyCase('for')} [^\\s=]{1,80} ?= ?)?)[ \\t]{1,4}(?:=[ \\t]?)?[Nn]?(?<name>)'${value('', 4, 128)}`,
    ),
    needs: { judge: 'password', text: true },
    revoke: 'Set another password for that user.',
    docs: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    examples: {
      match: [
        "CREATE USER 'app'@'%' IDENTIFIED BY '{alnum:12}';",
        "create user app identified with caching_sha2_password by '{alnum:12}';",
        "ALTER ROLE app WITH PASSWORD '{alnum:12}';",
        "CREATE LOGIN app WITH PASSWORD = N'{alnum:8}!{digit:3}';",
        "CREATE USER app WITH ENCRYPTED PASSWORD '{alnum:14}'",
      ],
      ignore: [
        "CREATE USER app IDENTIFIED BY 'password';",
        "CREATE USER app IDENTIFIED BY '$DB_PASSWORD';",
        "ALTER ROLE app WITH PASSWORD '<password>';",
        'the key is identified by the name',
        'the block identified by "handle7"',
        'ALTER ROLE app WITH PASSWORD %s',
      ],
    },
  },
  {
    id: 'password-hash',
    title: 'Hash of a password',
    why: 'Guessing runs offline and fast against it; a weak password falls in minutes.',
    severity: 'medium',
    confidence: 'medium',
    kind: 'password',
    tier: 'specific',
    anchors: [
      '$1$',
      '$2a$',
      '$2b$',
      '$2y$',
      '$5$',
      '$6$',
      '$y$',
      '$apr1$',
      '$argon2',
      'pbkdf2_sha',
      '{SSHA',
      '$scrypt$',
    ],
    behind: 4,
    ...shape(
      '(?<secret>\\$(?:1|apr1)\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}|\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}|\\$5\\$(?:rounds=[0-9]{1,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}|\\$6\\$(?:rounds=[0-9]{1,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}|\\$y\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{1,86}\\$[./A-Za-z0-9]{43}|\\$argon2(?:id|i|d)\\$v=[0-9]{1,3}\\$m=[0-9]{1,9},t=[0-9]{1,4},p=[0-9]{1,4}\\$[A-Za-z0-9+/]{8,86}\\$[A-Za-z0-9+/]{16,172}|pbkdf2_sha(?:1|256)\\$[0-9]{1,8}\\$[A-Za-z0-9]{4,32}\\$[A-Za-z0-9+/]{27,44}=?|\\{SSHA(?:256|512)?\\}[A-Za-z0-9+/]{28,120}={0,2}|\\$scrypt\\$ln=[0-9]{1,2},r=[0-9]{1,3},p=[0-9]{1,3}\\$[A-Za-z0-9./+]{8,86}\\$[A-Za-z0-9./+]{32,88})(?![./A-Za-z0-9+])',
    ),
    needs: { entropy: 3.8 },
    // Of `password` and `secret`, in the factories of Laravel.
    dummies: [4109239876, 3592498641],
    facts: ['hash-cost'],
    revoke: 'Change the password, and keep files of hashes out of the repository.',
    docs: 'https://man7.org/linux/man-pages/man5/crypt.5.html',
    examples: {
      match: [
        'root:$6${alnum:8}${alnum:86}:19000:0:99999:7:::',
        'password: "$6$rounds=656000${alnum:16}${alnum:86}"',
        'admin:$apr1${alnum:8}${alnum:22}',
        "('admin', '$2b$12${alnum:53}')",
        '$argon2id$v=19$m=65536,t=3,p=4${alnum:22}${alnum:43}',
        'pbkdf2_sha256$260000${alnum:22}${alnum:43}=',
        'userPassword: {SSHA}{alnum:32}',
      ],
      ignore: ['$6$salt$hash', '$2b$12$', "awk '{print $1$2}'", 'echo $5$HOME', '$1${alnum:8}${alnum:12}'],
    },
  },
] as const satisfies readonly RuleSpec[];
