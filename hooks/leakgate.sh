# Finds Node and leakgate for the hook files beside it and runs `leakgate hook <name>`. Sourced, never run by itself.
# POSIX sh; on the usual path git and Node are the only processes, and nothing but built-ins is used.
# Whatever goes wrong ends in exit 3 and one line on stderr: a hook never passes silently.
#
# Whoever sources this has set leakgate_dir to the folder that this file is in.
# A checkout with CRLF line ends leaves a carriage return here; then the text is read again without them.
leakgate_cr=
[ -z "$leakgate_cr" ] || { eval "$(tr -d '\r' <"$leakgate_dir/leakgate.sh")"; return; } #

# The oldest major version of Node that leakgate runs on (package.json, "engines").
leakgate_oldest_node=20

leakgate_stop() {
  printf 'leakgate: this %s is blocked: %s\n' "${leakgate_what:-push}" "$*" >&2
  exit 3
}

# Hooks run at the top of the working tree, or in the git folder of a bare repository. Sets leakgate_common, the git
# folder that all working trees share; `.git` may be a file that names another folder (linked worktree, submodule).
leakgate_find_common() {
  leakgate_git=${GIT_DIR:-}
  if [ -n "$leakgate_git" ]; then
    :
  elif [ -d .git ]; then
    leakgate_git=.git
  elif [ -f .git ]; then
    IFS= read -r leakgate_git <.git || :
    leakgate_git=${leakgate_git#gitdir: }
  else
    leakgate_git=.
  fi
  leakgate_common=${GIT_COMMON_DIR:-}
  [ -z "$leakgate_common" ] || return 0
  leakgate_common=$leakgate_git
  [ -f "$leakgate_git/commondir" ] || return 0
  IFS= read -r leakgate_common <"$leakgate_git/commondir" || :
  case $leakgate_common in
  /* | [A-Za-z]:*) ;;
  *) leakgate_common=$leakgate_git/$leakgate_common ;;
  esac
}

# What `leakgate init` recorded: Node on the first line, leakgate on the second. A hooks folder that serves many
# repositories has a record of its own.
leakgate_read_record() {
  leakgate_recorded_node=
  leakgate_recorded_cli=
  for leakgate_record in "$leakgate_common/leakgate/runtime" "$leakgate_dir/leakgate.runtime"; do
    # A link, or a pipe that nobody writes to, is none of ours.
    [ -f "$leakgate_record" ] && [ ! -h "$leakgate_record" ] && [ -r "$leakgate_record" ] || continue
    { IFS= read -r leakgate_recorded_node && IFS= read -r leakgate_recorded_cli; } <"$leakgate_record" || :
    [ ! -f "$leakgate_recorded_cli" ] || return 0
  done
}

# Whether the folder of this file is the hooks folder of the leakgate package itself (npm keeps the name near the top).
leakgate_in_package() {
  case $leakgate_dir in
  hooks | */hooks) ;;
  *) return 1 ;;
  esac
  [ -f "$leakgate_dir/../package.json" ] || return 1
  {
    IFS= read -r leakgate_line_1 && IFS= read -r leakgate_line_2 && IFS= read -r leakgate_line_3
  } <"$leakgate_dir/../package.json" || :
  case ${leakgate_line_1:-}${leakgate_line_2:-}${leakgate_line_3:-} in
  *'"name": "leakgate"'*) return 0 ;;
  esac
  return 1
}

# Above the top level only what belongs to the user counts: /tmp/node_modules may be anybody's.
leakgate_is_trusted() {
  [ -f "$1" ] || return 1
  [ "$leakgate_at" = "$PWD" ] || [ -O "$1" ]
}

# Sets leakgate_cli, and leakgate_pnp where Yarn's Plug'n'Play has to resolve it.
leakgate_find_cli() {
  leakgate_pnp=
  if [ -n "${LEAKGATE_BIN:-}" ]; then
    [ -f "$LEAKGATE_BIN" ] || leakgate_stop 'LEAKGATE_BIN names no file. Correct it or unset it.'
    leakgate_cli=$LEAKGATE_BIN
    return 0
  fi
  if leakgate_in_package; then
    leakgate_cli=$leakgate_dir/../dist/leakgate.js
    [ -f "$leakgate_cli" ] || leakgate_stop 'dist/leakgate.js is missing. Run "npm ci".'
    return 0
  fi
  leakgate_at=$PWD
  while :; do
    leakgate_cli=$leakgate_at/node_modules/leakgate/dist/leakgate.js
    if leakgate_is_trusted "$leakgate_cli"; then return 0; fi
    if leakgate_is_trusted "$leakgate_at/.pnp.cjs" &&
      grep -qs '"leakgate"' "$leakgate_at/.pnp.cjs" "$leakgate_at/.pnp.data.json"; then
      leakgate_pnp=$leakgate_at/.pnp.cjs
      return 0
    fi
    case $leakgate_at in
    */*) leakgate_at=${leakgate_at%/*} ;;
    *) break ;;
    esac
  done
  leakgate_cli=$leakgate_recorded_cli
  [ -f "$leakgate_cli" ] || leakgate_stop \
    'leakgate is not installed here. Run "npm ci" (or what installs your packages), or "leakgate init" again.'
}

# Takes the program $1 as Node when it runs and is new enough. stdin stays untouched: it may hold git's ref lines.
leakgate_try_node() {
  [ -f "$1" ] && [ -x "$1" ] || return 1
  leakgate_version=$("$1" --version </dev/null 2>/dev/null) || return 1
  leakgate_major=${leakgate_version#v}
  leakgate_major=${leakgate_major%%.*}
  case $leakgate_major in
  '' | *[!0-9]* | ????*) return 1 ;;
  esac
  if [ "$leakgate_major" -lt "$leakgate_oldest_node" ]; then
    leakgate_old=$leakgate_major
    return 1
  fi
  leakgate_node=$1
}

# Of paths like …/v22.1.0/bin/node, tries the one with the highest major version.
leakgate_try_newest() {
  leakgate_best=0
  leakgate_newest=
  for leakgate_path in "$@"; do
    [ -x "$leakgate_path" ] || continue
    leakgate_major=${leakgate_path%/bin/node}
    leakgate_major=${leakgate_major%/installation}
    leakgate_major=${leakgate_major##*/}
    leakgate_major=${leakgate_major#node@}
    leakgate_major=${leakgate_major#v}
    leakgate_major=${leakgate_major%%.*}
    case $leakgate_major in
    '' | *[!0-9]* | ????*) continue ;;
    esac
    [ "$leakgate_major" -gt "$leakgate_best" ] || continue
    leakgate_best=$leakgate_major
    leakgate_newest=$leakgate_path
  done
  [ -n "$leakgate_newest" ] && leakgate_try_node "$leakgate_newest"
}

# Where version managers and installers put Node; a hook started by a graphical client has none of them on its PATH.
leakgate_try_known_places() {
  leakgate_home=${HOME:-/nonexistent}
  leakgate_data=${XDG_DATA_HOME:-$leakgate_home/.local/share}
  leakgate_try_newest \
    "${NVM_DIR:-$leakgate_home/.nvm}"/versions/node/v*/bin/node \
    "${FNM_DIR:-$leakgate_data/fnm}"/node-versions/v*/installation/bin/node \
    "$leakgate_home"/.fnm/node-versions/v*/installation/bin/node \
    "$leakgate_home/Library/Application Support/fnm"/node-versions/v*/installation/bin/node \
    "${MISE_DATA_DIR:-$leakgate_data/mise}"/installs/node/*/bin/node \
    "${ASDF_DATA_DIR:-$leakgate_home/.asdf}"/installs/nodejs/*/bin/node \
    "${NODENV_ROOT:-$leakgate_home/.nodenv}"/versions/*/bin/node \
    "${VOLTA_HOME:-$leakgate_home/.volta}"/tools/image/node/*/bin/node \
    /opt/homebrew/opt/node@*/bin/node /usr/local/opt/node@*/bin/node && return 0
  for leakgate_path in \
    "${VOLTA_HOME:-$leakgate_home/.volta}/bin/node" \
    "${ASDF_DATA_DIR:-$leakgate_home/.asdf}/shims/node" \
    "${N_PREFIX:-$leakgate_home/n}/bin/node" \
    "${NVS_HOME:-$leakgate_home/.nvs}/default/bin/node" \
    "${NVM_SYMLINK:-/nonexistent}/node.exe" \
    "$leakgate_home/scoop/apps/nodejs/current/node.exe" \
    "$leakgate_home/.local/bin/node" \
    /opt/homebrew/bin/node /usr/local/bin/node /home/linuxbrew/.linuxbrew/bin/node /usr/bin/node \
    /opt/local/bin/node /snap/bin/node \
    '/c/Program Files/nodejs/node.exe'; do
    if leakgate_try_node "$leakgate_path"; then return 0; fi
  done
  return 1
}

# Sets leakgate_node. The recorded one has run leakgate before, so its version is not asked again (that costs 7 ms).
leakgate_find_node() {
  leakgate_old=
  leakgate_node=$leakgate_recorded_node
  if [ -f "$leakgate_node" ] && [ -x "$leakgate_node" ]; then return 0; fi
  leakgate_node=$(command -v node) || leakgate_node=
  if [ -n "$leakgate_node" ] && leakgate_try_node "$leakgate_node"; then return 0; fi
  if leakgate_try_known_places; then return 0; fi
  [ -z "$leakgate_old" ] || leakgate_stop \
    "the Node found here is version $leakgate_old, leakgate needs $leakgate_oldest_node or newer. Install it and run \"leakgate init\" again."
  leakgate_stop \
    "Node $leakgate_oldest_node or newer was not found. Install it, or run \"leakgate init\" again in a shell that has it."
}

# Whether LEAKGATE_BIN is a program of its own, not a script for Node.
leakgate_is_program() {
  case $leakgate_cli in
  *.js | *.cjs | *.mjs) return 1 ;;
  esac
  leakgate_first=
  IFS= read -r leakgate_first <"$leakgate_cli" || :
  case $leakgate_first in
  '#!'*node*) return 1 ;;
  esac
  [ -x "$leakgate_cli" ] || leakgate_stop 'LEAKGATE_BIN names a file that cannot be run. Correct it or unset it.'
  case $leakgate_cli in
  */*) ;;
  *) leakgate_cli=./$leakgate_cli ;;
  esac
}

# Resolves leakgate as the project at the top level would, then as the root of the Yarn project would. The arguments end
# up where they are when Node runs a file.
leakgate_pnp_loader='
let file;
for (const from of [process.cwd(), require("path").dirname(process.argv[1])]) {
  try { file = file || require("module").createRequire(from + "/package.json").resolve("leakgate/dist/leakgate.js"); } catch (e) {}
}
if (!file) {
  console.error("leakgate: blocked: Yarn does not know leakgate here. Run \"yarn add -D leakgate\".");
  process.exit(3);
}
process.argv[1] = file;
require(file);'

# What the commit changes, as src/git/diff-index.ts asks for it, and a mark behind it that only a whole answer has. Where git
# fails there is no mark, and leakgate asks again and tells why.
leakgate_list_changes() {
  leakgate_git_quietly diff-index --cached --raw -z --no-abbrev --ita-invisible-in-index -r --no-renames HEAD -- &&
    printf 'leakgate: whole answer 1\0' || return 0
  # Started by something else than git (a client, a person, a manager): leakgate will ask what the commit changes if it
  # replaces the last one, too. A merge is left to it.
  [ -r "/proc/$PPID/comm" ] || return 0
  leakgate_parent=
  IFS= read -r leakgate_parent <"/proc/$PPID/comm" || :
  if [ "$leakgate_parent" = git ]; then
    # `git hook run` tells no more than a client. The arguments come without what parts them.
    { IFS= read -r leakgate_parent <"/proc/$PPID/cmdline" || :; } 2>/dev/null
    case $leakgate_parent in *githookrun*) ;; *) return 0 ;; esac
  fi
  ! leakgate_git_quietly rev-parse --verify --quiet 'HEAD^2' >/dev/null || return 0
  leakgate_parent='HEAD^'
  # A first commit stands on nothing.
  leakgate_git_quietly rev-parse --verify --quiet 'HEAD^' >/dev/null ||
    leakgate_parent=$(leakgate_git_quietly hash-object -t tree /dev/null) || return 0
  leakgate_git_quietly diff-index --cached --raw -z --no-abbrev --ita-invisible-in-index -r --no-renames \
    "$leakgate_parent" -- && printf 'leakgate: parent answer 1\0' || :
}

leakgate_git_quietly() {
  GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_NO_REPLACE_OBJECTS=1 GIT_GRAFT_FILE=/dev/null \
    GIT_LITERAL_PATHSPECS=1 GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_ADVICE=0 LC_ALL=C LANGUAGE=C \
    git --no-pager --literal-pathspecs -c core.fsmonitor=false -c core.hooksPath=/dev/null -c diff.external= \
    -c gc.auto=0 -c maintenance.auto=false "$@" 2>/dev/null </dev/null
}

# What Node is to take for V8's hash seed: one that an earlier run left in the user's cache folder, with which Node starts sooner
# (src/commands/hash-seed.ts). 0 lets Node draw one.
leakgate_find_seed() {
  leakgate_seed=0
  case ${XDG_CACHE_HOME:-} in
  /*) leakgate_kept=$XDG_CACHE_HOME/leakgate/hash-seed ;;
  *) leakgate_kept=${HOME:-/nonexistent}/.cache/leakgate/hash-seed ;;
  esac
  [ -f "$leakgate_kept" ] && [ ! -h "$leakgate_kept" ] && [ -O "$leakgate_kept" ] && [ -r "$leakgate_kept" ] || return 0
  IFS= read -r leakgate_seed <"$leakgate_kept" || :
  case $leakgate_seed in
  '' | *[!0-9]* | ????????????????????*) leakgate_seed=0 ;;
  esac
}

# Runs the command "$@", whose first word is Node, and ends with its exit code. A commit waits for git and for the start of
# Node; both are started at once. Where a process costs more than that saves (Windows), or another hook is served, leakgate
# asks git itself.
leakgate_run() {
  case $leakgate_hook_name:$leakgate_node in
  *.exe) ;;
  pre-commit:* | pre-merge-commit:*)
    leakgate_find_seed
    shift
    leakgate_code=0
    # V8 prepares for long runs: threads, and compiling again what was run twice. A commit is over by then; a large one still
    # gets to it, later (docs/performance.md).
    leakgate_list_changes | LEAKGATE_CHANGES=1 "$leakgate_node" "--hash-seed=$leakgate_seed" --v8-pool-size=1 \
      --no-sparkplug --regexp-tier-up-ticks=20 --wasm-tiering-budget=18000000 "$@" || leakgate_code=$?
    # How Node says that it does not know an option: these are V8's, which may drop any.
    [ "$leakgate_code" -eq 9 ] || exit "$leakgate_code"
    leakgate_list_changes | LEAKGATE_CHANGES=1 "$leakgate_node" "$@"
    exit $?
    ;;
  esac
  exec "$@"
}

# Becomes leakgate: $1 is the hook, the rest what git gave it. Never returns.
leakgate_start() {
  unset NODE_OPTIONS NODE_EXTRA_CA_CERTS LEAKGATE_CHANGES
  leakgate_hook_name=$1
  case $1 in
  pre-push | pre-receive) leakgate_what=push ;;
  *) leakgate_what=commit ;;
  esac
  leakgate_find_common
  leakgate_read_record
  leakgate_find_cli
  if [ -n "${LEAKGATE_BIN:-}" ] && leakgate_is_program; then exec "$leakgate_cli" hook "$@"; fi
  leakgate_find_node
  if [ -n "$leakgate_pnp" ]; then
    leakgate_run "$leakgate_node" -r "$leakgate_pnp" -e "$leakgate_pnp_loader" -- "$leakgate_pnp" hook "$@"
  fi
  leakgate_run "$leakgate_node" "$leakgate_cli" hook "$@"
  exit 3
}

# Keeps stdin in leakgate_input, byte for byte: command substitution alone would drop the last line end. No stdin, or a
# terminal, is kept as nothing; leakgate then works out by itself what the push holds.
leakgate_keep_input() {
  leakgate_input=
  if [ -t 0 ] || ! true 2>/dev/null <&0; then return 0; fi
  leakgate_input=$(cat && echo .) || leakgate_stop 'the list of refs that git sent could not be read.'
  leakgate_input=${leakgate_input%.}
}

# A hook file of ours: first the hook that was here before (same arguments, same stdin; when it fails, that is the
# answer), then leakgate. Never returns.
leakgate_main() {
  leakgate_before=$leakgate_dir/${0##*/}.before-leakgate
  [ -f "$leakgate_before" ] && [ -x "$leakgate_before" ] || leakgate_start "$@"
  leakgate_hook=$1
  shift
  case $leakgate_hook in
  pre-push | pre-receive)
    leakgate_keep_input
    printf %s "$leakgate_input" | "$leakgate_before" "$@" || exit $?
    printf %s "$leakgate_input" | (leakgate_start "$leakgate_hook" "$@")
    exit $?
    ;;
  esac
  "$leakgate_before" "$@" || exit $?
  leakgate_start "$leakgate_hook" "$@"
}

# A line in a hook file of somebody else (husky): returns leakgate's exit code, and gives stdin back to what follows.
leakgate_line() {
  case $1 in
  pre-push | pre-receive) ;;
  *)
    (leakgate_start "$@")
    return $?
    ;;
  esac
  leakgate_keep_input
  printf %s "$leakgate_input" | (leakgate_start "$@") || return $?
  exec </dev/null
  [ -n "$leakgate_input" ] || return 0
  leakgate_input=${leakgate_input%"${leakgate_input##*[!
]}"}
  exec <<LEAKGATE_INPUT
$leakgate_input
LEAKGATE_INPUT
}
