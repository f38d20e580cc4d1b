// Runs before each test file: nothing of the caller's git or Node settings reaches a test.
for (const name of Object.keys(process.env))
  if (/^GIT_|^LEAKGATE|^NODE_OPTIONS$|^NODE_EXTRA_CA_CERTS$|^HUSKY/.test(name)) delete process.env[name];
