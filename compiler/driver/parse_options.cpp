// The words of the command line, taken apart by CLI11 as the table of commands says. The library's own
// wording never reaches a user: whatever is wrong becomes a diagnostic.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "compiler/diag/catalog.h"
#include "compiler/driver/command_line.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

constexpr std::array<std::string_view, 7> kLaterCommands{"diff",   "import", "plan", "fmt",
                                                         "report", "graph",  "lsp"};

// ---- from the table to CLI11 --------------------------------------------------------------------

void add_option(CLI::App& app, const OptionRow& row, RawOptions& raw) {
  const std::string name(row.name);
  const std::string sentence(row.sentence);
  const std::string value(row.value);
  if (const auto* flag = std::get_if<bool RawOptions::*>(&row.slot)) {
    app.add_flag(name, raw.*(*flag), sentence);
  } else if (const auto* list = std::get_if<std::vector<std::string> RawOptions::*>(&row.slot)) {
    app.add_option(name, raw.*(*list), sentence)
        ->type_name(value)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  } else {
    auto& slot = raw.*std::get<std::optional<std::string> RawOptions::*>(row.slot);
    app.add_option(name, slot, sentence)->type_name(value);
  }
}

std::unique_ptr<CLI::App> parser_of(const CommandRow& row, RawOptions& raw) {
  auto app = std::make_unique<CLI::App>(fmt::format("sgc {}: {}", row.name, row.sentence));
  app->name(fmt::format("sgc {}", row.name));
  app->allow_extras();
  app->set_help_flag("-h,--help", "this text");
  if (!row.operand.empty())
    app->add_option(std::string(row.operand), raw.positionals, std::string(row.operand_sentence))
        ->type_name("");
  for (const OptionRow& option : options_of(row)) add_option(*app, option, raw);
  return app;
}

const CommandRow* find_command(std::string_view name) {
  const auto rows = command_rows();
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const CommandRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

// ---- what is wrong ------------------------------------------------------------------------------

Diagnostic unknown_command(const std::string& word) {
  if (std::find(kLaterCommands.begin(), kLaterCommands.end(), word) != kLaterCommands.end())
    return diagnose(kind::CommandNotYet, {}, word).with_help("`sgc -h` lists the commands that are");

  std::vector<std::string_view> names;
  for (const CommandRow& row : command_rows()) names.push_back(row.name);
  const auto near = suggest(word, names);
  return diagnose(kind::UnknownCommand, {}, word)
      .with_help(near ? fmt::format("did you mean '{}'?", *near)
                      : std::string("`sgc -h` lists the commands"));
}

// The first argument that no option takes.
Diagnostic unexpected(const CommandRow& command, const std::string& argument) {
  std::vector<std::string_view> names{"-h", "--help"};
  for (const OptionRow& option : options_of(command)) names.push_back(option.name);
  const std::string word = argument.substr(0, argument.find('='));
  const auto near = suggest(word, names);
  const char* const form =
      argument.starts_with('-') ? "sgc {} has no option '{}'" : "sgc {} does not take '{}'";
  return wrong(fmt::format(fmt::runtime(form), command.name, word))
      .with_help(near ? fmt::format("did you mean '{}'?", *near)
                      : fmt::format("`sgc {} -h` lists what it takes", command.name));
}

// CLI11's word for what is wrong with an option's values, in ours.
Diagnostic misused(const CLI::ParseError& error) {
  const std::string what = error.what();
  const std::string option = what.substr(0, what.find(':'));
  if (what.find("At Most") != std::string::npos) return wrong(fmt::format("{} is given twice", option));
  if (what.find("required") != std::string::npos) return wrong(fmt::format("{} needs a value", option));
  return wrong(what);
}

// ---- with a command and without -----------------------------------------------------------------

ParsedOptions parse_command(const CommandRow& row, std::span<const std::string> arguments) {
  RawOptions raw;
  const auto app = parser_of(row, raw);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it

  try {
    app->parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return Command(HelpCommand{std::string(row.name)});
  } catch (const CLI::ParseError& error) {
    return misused(error);
  }
  if (!app->remaining().empty()) return unexpected(row, app->remaining().front());
  return row.make(raw);
}

ParsedOptions parse_completion(std::span<const std::string> arguments) {
  if (arguments.size() == 2) {
    if (const auto shell = shell_named(arguments[1])) return Command(CompletionCommand{*shell});
  }
  return wrong("--completion takes the name of a shell").with_help("write one of bash, zsh, fish");
}

// What begins with an option, which stands for a command.
ParsedOptions parse_global(std::span<const std::string> arguments) {
  const std::string& word = arguments.front();
  if (word == "-h" || word == "--help") return Command(HelpCommand{});
  if (word == "--version") return Command(VersionCommand{});
  if (word == "--manual") return Command(ManualCommand{});
  if (word == "--completion") return parse_completion(arguments);
  return wrong(fmt::format("a command stands before the option '{}'", word))
      .with_help("`sgc -h` lists the commands");
}

}  // namespace

std::optional<Shell> shell_named(std::string_view name) {
  if (name == "bash") return Shell::Bash;
  if (name == "zsh") return Shell::Zsh;
  if (name == "fish") return Shell::Fish;
  return std::nullopt;
}

ParsedOptions parse_options(std::span<const std::string> arguments) {
  if (arguments.empty()) return wrong("no command is named").with_help("`sgc -h` lists the commands");

  const std::string& word = arguments.front();
  if (word.starts_with('-')) return parse_global(arguments);
  const CommandRow* row = find_command(word);
  if (row == nullptr) return unknown_command(word);
  return parse_command(*row, arguments.subspan(1));
}

std::optional<std::string> usage_of(std::string_view command) {
  const CommandRow* row = find_command(command);
  if (row == nullptr) return std::nullopt;
  RawOptions raw;
  return parser_of(*row, raw)->help();
}

std::string overview() {
  std::string text =
      "sgc, the security group compiler: one policy in, rules for every place that enforces it out\n\n";
  for (const CommandRow& row : command_rows())
    text += fmt::format("  sgc {}\n      {}\n", row.form, row.sentence);
  text +=
      "\nA policy that says who must always get in is never compiled into one that locks them out:\n\n"
      "  assert allow ssh from admins to backend\n"
      "\n`sgc COMMAND -h` says what a command takes, `sgc --version` which sgc this is.\n";
  return text;
}

}  // namespace sgc::driver
