// Zsh's _arguments takes a description of every option and does the rest.
#include <fmt/format.h>

#include <string>

#include "compiler/driver/command_line.h"
#include "compiler/driver/shell_completion.h"

namespace sgc::driver {
namespace {

// The file may be sourced, or loaded as the body of the function when that is first called.
constexpr std::string_view kZshTail = R"zsh(  esac
}

if [[ $funcstack[1] == _sgc ]]; then _sgc "$@"; else compdef _sgc sgc; fi
)zsh";

// As _arguments reads a text: ':' and brackets have a meaning of their own.
std::string zsh_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(Completes completes, std::string_view words) {
  switch (completes) {
    case Completes::Nothing:
      return " ";
    case Completes::Policy:
      return "_files -g \"*.sg\"";
    case Completes::Manifest:
      return "_files -g \"*.json\"";
    case Completes::AnyFile:
      return "_files";
    case Completes::Folder:
      return "_files -/";
    case Completes::Targets:
      return fmt::format("_sequence compadd - {}", target_words());
    case Completes::Severities:
      return "_sgc_severities";
    case Completes::Words:
      return fmt::format("({})", words);
    case Completes::Topic:
      return fmt::format("({})", topic_words());
  }
  return " ";
}

std::string spec(const OptionRow& option) {
  const bool many = std::holds_alternative<std::vector<std::string> RawOptions::*>(option.slot);
  std::string text = fmt::format("{}{}[{}]", many ? "*" : "", option.name, zsh_escaped(option.sentence));
  if (!option.value.empty())
    text += fmt::format(":{}:{}", zsh_escaped(option.value), action(option.completes, option.words));
  return shell_quoted(text);
}

std::string arm(const CommandRow& command) {
  std::string text = fmt::format("    {}) _arguments", command.name);
  for (const OptionRow& option : options_of(command)) text += " \\\n      " + spec(option);
  text += " \\\n      '(- *)--help[this text]'";
  if (!command.operand.empty()) {
    const std::string operand =
        fmt::format("*:{}:{}", zsh_escaped(command.operand), action(command.operand_completes, {}));
    text += " \\\n      " + shell_quoted(operand);
  }
  return text + " ;;\n";
}

// CODE=SEVERITY: codes with a '=' behind, and then severities.
std::string severities() {
  return fmt::format(
      "_sgc_severities() {{\n"
      "  if compset -P '*='; then compadd - {}\n"
      "  else compadd -S = - {}; compadd - error; fi\n"
      "}}\n",
      kSeverityWords, finding_words());
}

}  // namespace

std::string zsh_completion() {
  std::string text =
      "#compdef sgc\n# zsh completion for sgc, made by `sgc --completion zsh`\n\n" + severities();

  text += "\n_sgc() {\n  local -a commands=(\n";
  for (const CommandRow& row : command_rows())
    text += fmt::format("    {}\n", shell_quoted(fmt::format("{}:{}", row.name, zsh_escaped(row.sentence))));
  text += "  )\n  local -a globals=(\n";
  for (const GlobalRow& row : global_rows())
    text += fmt::format("    {}\n", shell_quoted(fmt::format("{}:{}", row.name, zsh_escaped(row.sentence))));
  text +=
      "  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe command commands -- globals\n"
      "    return\n"
      "  fi\n"
      "  shift words; ((CURRENT--))\n"
      "  case $words[1] in\n";
  for (const GlobalRow& row : global_rows()) {
    if (!row.words.empty()) text += fmt::format("    {}) compadd - {} ;;\n", row.name, row.words);
  }
  for (const CommandRow& row : command_rows()) text += arm(row);
  return text + std::string(kZshTail);
}

}  // namespace sgc::driver
