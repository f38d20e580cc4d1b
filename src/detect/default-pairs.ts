// User and password pairs that images, tutorials and samples ship with: they open nothing that matters.

const pairs = new Set(
  [
    'admin:admin admin:password admin:changeme admin:admin123 admin:secret admin:pass admin:1234 admin:12345 admin:123456',
    'root:root root:password root:toor root:secret root:example root:pass root:rootpassword root:1234 root:123456 root:mysql',
    'root:admin root:changeme root:my-secret-pw root:milvus root:test root:p root:pw',
    'postgres:postgres postgres:password postgres:postgre postgres:example postgres:secret postgres:changeme postgres:pass',
    'postgres:mysecretpassword postgres:admin postgres:root postgres:1234 postgres:123456 postgres:test postgres:postgrespassword',
    'guest:guest minioadmin:minioadmin elastic:changeme elastic:elastic rabbitmq:rabbitmq redis:redis mongo:mongo',
    'mysql:mysql sa:password sa:yourstrong(!)password sa:yourstrong@passw0rd scott:tiger neo4j:neo4j neo4j:password',
    'alice:secret bob:secret john:doe joe:secret me:secret username:password username:pass user:pass user:password',
    'user:passwd user:pwd user:pw user:secret user:user user:1234 user:12345 user:123456 user:changeme usr:pwd uname:pwd u:p',
    'name:pass name:password login:password login:pass foo:bar foo:foo foo:baz a:b x:y x:x test:test test:password test:pass',
    'test:secret test:1234 test:123456 testuser:testpass testuser:testpassword testuser:password test_user:test_password',
    'demo:demo demo:password dev:dev dev:password example:example db:db app:app app:password myuser:mypass',
    'myuser:mypassword my_user:my_password dbuser:dbpass dbuser:dbpassword db_user:db_password db_user:db_pass',
    'airflow:airflow keycloak:keycloak kong:kong superset:superset metabase:metabase hive:hive vagrant:vagrant',
    'homestead:secret laravel:secret symfony:symfony django:django wordpress:wordpress drupal:drupal joomla:joomla',
    'mydatabaseuser:d1fficultp%40ssw0rd someuser:somepassword someuser:somepass some_user:some_password',
    'anonymous:anonymous ftp:ftp pi:raspberry ubuntu:ubuntu admin:xabiquo',
  ].flatMap((line) => line.split(' ')),
);
const emptyUserPasswords = new Set('password pass secret foobared changeme redis test root admin'.split(' '));

/** Whether both halves are a well-known default, or the password merely repeats the user name. */
export function isDefaultPair(user: string, password: string): boolean {
  const [name, word] = [user.toLowerCase(), password.toLowerCase()];
  if (name === '') return emptyUserPasswords.has(word);
  return name === word || pairs.has(`${name}:${word}`);
}
