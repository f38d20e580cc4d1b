#!/bin/sh
# Puts a git with reftable support (2.45 or newer) into test/newer-git/, for the tests that need one: unpacked from Debian's
# packages with the C library it was built for, nothing is installed. Ends with a sentence, and without a failure, where
# that cannot be done; the tests are skipped then, and say so.
cd "$(dirname "$0")" || exit 1
suite=trixie
here=$PWD

skip() {
  echo "no newer git for the tests of reftable: $*"
  exit 0
}

minor=$(git version | sed 's/^git version \([0-9]*\)\.\([0-9]*\).*/\1 \2/')
[ "${minor%% *}" -eq 2 ] && [ "${minor##* }" -lt 45 ] || skip "the one on PATH is new enough or cannot be told"
[ ! -x bin/git ] || exit 0
[ "$(uname -m)" = x86_64 ] || skip "only x86_64 is known here"
command -v apt-get >/dev/null && command -v dpkg >/dev/null || skip "no apt-get and dpkg"

mkdir -p apt/lists/partial apt/cache/archives/partial root
echo "deb http://deb.debian.org/debian $suite main" >apt/sources.list
apt() {
  apt-get -qq -o "Dir::Etc::sourcelist=$here/apt/sources.list" -o Dir::Etc::sourceparts=- \
    -o "Dir::State::lists=$here/apt/lists" -o "Dir::Cache=$here/apt/cache" -o APT::Sandbox::User=root "$@"
}
apt update || skip "the package lists of $suite could not be read"
(cd apt && apt download git/$suite libc6/$suite libpcre2-8-0/$suite zlib1g/$suite) || skip "a package could not be read"
for package in apt/*.deb; do dpkg -x "$package" root || skip "$package could not be unpacked"; done
rm -rf apt root/usr/share root/usr/lib/git-core root/usr/lib/x86_64-linux-gnu/gconv

loader=$here/root/usr/lib64/ld-linux-x86-64.so.2
[ -x "$loader" ] || loader=$here/root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
mkdir -p bin
cat >bin/git <<WRAPPER
#!/bin/sh
GIT_EXEC_PATH='$here/bin' exec '$loader' --library-path '$here/root/usr/lib/x86_64-linux-gnu' '$here/root/usr/bin/git' "\$@"
WRAPPER
for name in upload-pack receive-pack; do
  printf '#!/bin/sh\nexec %s/git %s "$@"\n' "'$here/bin'" "$name" >"bin/git-$name"
done
chmod +x bin/*
bin/git version || { rm -rf bin; skip "it does not run here"; }
