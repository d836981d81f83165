// Fish takes a line an option, with a condition that says when it stands.
#include <fmt/format.h>

#include <string>

#include "compiler/driver/command_line.h"
#include "compiler/driver/shell_completion.h"

namespace sgc::driver {
namespace {

constexpr std::string_view kFishHead = R"(# fish completion for sgc, made by `sgc --completion fish`

# Every TARGET,… that goes on from what is written
function __sgc_targets
    set -l begun (string replace -r '[^,]*$' '' -- (commandline -ct))
    printf "$begun%s\n" $argv
end

complete -c sgc -f
)";

// Between single quotes fish knows \' and \\.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// What -a takes.
std::string fish_offer(Completes completes, std::string_view words) {
  switch (completes) {
    case Completes::Nothing:
      return "";
    case Completes::Policy:
      return "(__fish_complete_suffix .sg)";
    case Completes::Manifest:
      return "(__fish_complete_suffix .json)";
    case Completes::AnyFile:
      return "(__fish_complete_path (commandline -ct))";
    case Completes::Folder:
      return "(__fish_complete_directories (commandline -ct) '')";
    case Completes::Targets:
      return fmt::format("(__sgc_targets {})", target_words());
    case Completes::Severities: {
      std::string pairs = "error";
      const std::string codes = finding_words();
      for (const std::string_view code : split_words(codes)) {
        for (const std::string_view severity : split_words(kSeverityWords))
          pairs += fmt::format(" {}={}", code, severity);
      }
      return pairs;
    }
    case Completes::Words:
      return std::string(words);
    case Completes::Topic:
      return topic_words();
  }
  return "";
}

std::string option_line(const std::string& condition, const OptionRow& option) {
  const bool is_long = option.name.starts_with("--");
  std::string text = fmt::format("complete -c sgc -n {} {} {}", fish_quoted(condition), is_long ? "-l" : "-s",
                                 option.name.substr(is_long ? 2 : 1));
  if (!option.value.empty()) {
    const std::string words = fish_offer(option.completes, option.words);
    text += " -x";
    if (!words.empty()) text += " -a " + fish_quoted(words);
  }
  return text + " -d " + fish_quoted(option.sentence) + "\n";
}

std::string lines(const CommandRow& command) {
  const std::string condition = fmt::format("__fish_seen_subcommand_from {}", command.name);
  std::string text = fmt::format("\ncomplete -c sgc -n __fish_use_subcommand -a {} -d {}\n", command.name,
                                 fish_quoted(command.sentence));
  for (const OptionRow& option : options_of(command)) text += option_line(condition, option);
  const std::string operands = fish_offer(command.operand_completes, {});
  if (!operands.empty())
    text += fmt::format("complete -c sgc -n {} -a {}\n", fish_quoted(condition), fish_quoted(operands));
  return text;
}

}  // namespace

std::string fish_completion() {
  std::string text(kFishHead);
  for (const GlobalRow& row : global_rows()) {
    text += fmt::format("complete -c sgc -n __fish_use_subcommand -l {}{} -d {}\n", row.name.substr(2),
                        row.words.empty() ? "" : " -x -a " + fish_quoted(row.words), fish_quoted(row.sentence));
  }
  for (const CommandRow& row : command_rows()) text += lines(row);
  return text;
}

}  // namespace sgc::driver
