// Bash parts words at '=' too, and leaves it to a completion to offer files.
#include <fmt/format.h>

#include "compiler/driver/command_line.h"
#include "compiler/driver/shell_completion.h"

namespace sgc::driver {
namespace {

constexpr std::string_view kBashHead = R"bash(# bash completion for sgc, made by `sgc --completion bash`

# $1: words to offer
_sgc_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

# $1: a pattern of the files to offer beside folders
_sgc_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <({ compgen -d -- "$cur"; [[ -z $1 ]] || compgen -f -X "!$1" -- "$cur"; } | sort -u)
}

# $1: words, of which a list parted by commas is written
_sgc_list() {
  local begun=
  [[ $cur != *,* ]] || begun=${cur%,*},
  mapfile -t COMPREPLY < <(compgen -P "$begun" -W "$1" -- "${cur##*,}")
}

# $1: names, behind which '=' and one of $2 is written
_sgc_pairs() {
  [[ $assigned != SGC* ]] || { _sgc_words "$2"; return; }
  compopt -o nospace 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -S = -W "$1" -- "$cur"; compgen -W error -- "$cur")
}

_sgc() {
  local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} assigned=
  COMPREPLY=()
  if [[ $cur == = ]]; then
    assigned=$option cur=
  elif [[ $option == = ]]; then
    assigned=${COMP_WORDS[COMP_CWORD-2]}
  fi
  [[ -z $assigned ]] || option=$assigned
  [[ $assigned != SGC* ]] || option=-W

)bash";

constexpr std::string_view kBashTail = R"(}
complete -F _sgc sgc
)";

std::string bash_offer(Completes completes, std::string_view words) {
  switch (completes) {
    case Completes::Nothing:
      return ":";
    case Completes::Policy:
      return "_sgc_files '*.sg'";
    case Completes::Manifest:
      return "_sgc_files '*.json'";
    case Completes::AnyFile:
      return "_sgc_files '*'";
    case Completes::Folder:
      return "_sgc_files ''";
    case Completes::Targets:
      return fmt::format("_sgc_list '{}'", target_words());
    case Completes::Severities:
      return fmt::format("_sgc_pairs '{}' '{}'", finding_words(), kSeverityWords);
    case Completes::Words:
      return fmt::format("_sgc_words '{}'", words);
    case Completes::Topic:
      return fmt::format("_sgc_words '{}'", topic_words());
  }
  return ":";
}

// The lines of one command: what follows an option, then options, then operands.
std::string arms(const CommandRow& command) {
  std::string text;
  std::string names;
  for (const OptionRow& option : options_of(command)) {
    names += fmt::format("{} ", option.name);
    if (option.value.empty()) continue;
    text +=
        fmt::format("    {}:{}:*) {} ;;\n", command.name, option.name, bash_offer(option.completes, option.words));
  }
  text += fmt::format("    {}:*:-*) _sgc_words '{}--help' ;;\n", command.name, names);
  return text + fmt::format("    {}:*) {} ;;\n", command.name, bash_offer(command.operand_completes, {}));
}

}  // namespace

std::string bash_completion() {
  std::string first = command_words();
  std::string globals;
  for (const GlobalRow& row : global_rows()) {
    first += fmt::format(" {}", row.name);
    if (!row.words.empty()) globals += fmt::format("    {}:*) _sgc_words '{}' ;;\n", row.name, row.words);
  }

  std::string text(kBashHead);
  text += fmt::format("  if ((COMP_CWORD == 1)); then _sgc_words '{}'\n", first);
  text += "  else case $command:$option:$cur in\n" + globals;
  for (const CommandRow& command : command_rows()) text += arms(command);
  return text + "  esac; fi\n" + std::string(kBashTail);
}

}  // namespace sgc::driver
