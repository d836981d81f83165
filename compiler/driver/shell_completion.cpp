#include "compiler/driver/shell_completion.h"

#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/report.h"

namespace sgc::driver {
namespace {

void add_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

}  // namespace

std::string target_words() {
  std::string words;
  for (const targets::Target* target : targets::registry()) add_word(words, target->spec.name);
  return words;
}

std::string finding_words() {
  std::string words;
  for (const CatalogRow& row : diagnostic_catalog()) {
    const std::string code = fmt::format("SGC{}", row.code);
    if (!SeverityPolicy().add(code + "=note")) add_word(words, code);
  }
  return words;
}

std::string command_words() {
  std::string words;
  for (const CommandRow& row : command_rows()) add_word(words, row.name);
  return words;
}

std::string topic_words() {
  std::string words = command_words();
  add_word(words, std::string(kTopicOfCodes));
  for (const CatalogRow& row : diagnostic_catalog()) add_word(words, fmt::format("SGC{}", row.code));
  return words;
}

std::vector<std::string_view> split_words(std::string_view words) {
  std::vector<std::string_view> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    list.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

ExitStatus run(const CompletionCommand& command, const World& world) {
  switch (command.shell) {
    case Shell::Bash:
      return print_result(world, bash_completion());
    case Shell::Zsh:
      return print_result(world, zsh_completion());
    case Shell::Fish:
      return print_result(world, fish_completion());
  }
  return kBug;
}

}  // namespace sgc::driver
