// The words of the command line, taken apart by CLI11: which commands there are and which options each takes.
// The library's own wording never reaches a user: whatever is wrong becomes a diagnostic.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "compiler/diag/catalog.h"
#include "compiler/driver/raw_options.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

constexpr std::array<std::string_view, 7> kLaterCommands{"diff", "verify", "import", "plan",
                                                         "fmt",  "report", "graph"};

Diagnostic wrong(std::string what) {
  return diagnose(kind::CommandLine, {}, std::move(what));
}

CLI::Option* list_option(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                         const std::string& what, const std::string& kind_of_value) {
  return app.add_option(names, values, what)
      ->type_name(kind_of_value)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_policy_options(CLI::App& app, RawOptions& raw) {
  list_option(app, "-I", raw.include_folders, "look for includes here too; may be read", "DIR");
  list_option(app, "-W", raw.severities,
              "how much a finding weighs: off, note, warning, error; -Werror: warnings are errors",
              "CODE=SEVERITY");
  app.add_option("--today", raw.today, "the day that `expires` is held against")->type_name("YYYY-MM-DD");
  app.add_option("--format", raw.format, "of the diagnostics: text, json, sarif")->type_name("FORMAT");
  app.add_option("--color", raw.color, "auto, always, never; NO_COLOR is respected")->type_name("WHEN");
  app.add_option("--progress", raw.progress, "auto, always, never: what is being done, on long work")
      ->type_name("WHEN");
  app.add_option("-j", raw.jobs, "how many things to do at a time; the output is the same")->type_name("N");
  app.add_flag("-q", raw.quiet, "errors only");
  app.add_flag("-v", raw.verbose, "timings and counts of each stage, and more notes");
}

void add_targets_option(CLI::App& app, RawOptions& raw) {
  list_option(app, "-t", raw.targets, "what to compile for; see `sgc targets`", "TARGET,…");
}

void add_positionals(CLI::App& app, RawOptions& raw, const std::string& name, const std::string& what) {
  app.add_option(name, raw.positionals, what)->type_name("");
}

void add_compile(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "FILE", "policies, read as one; - is standard input");
  add_targets_option(app, raw);
  app.add_option("-o", raw.output, "the folder to write to")->type_name("DIR");
  list_option(app, "--point", raw.points, "only this point; may be given more than once", "NAME");
  app.add_option("-M", raw.depfile, "write what was read as a depfile, for Make and Ninja")
      ->type_name("FILE");
  app.add_option("--manifest", raw.manifest, "where the list of artefacts goes instead of DIR/manifest.json")
      ->type_name("FILE");
  app.add_option("--emit", raw.emit, "print what was understood as JSON instead: ast, ir")->type_name("WHAT");
  app.add_option("--shard", raw.shard, "only this share of the points: 3/8 is the third of eight")
      ->type_name("I/N");
  app.add_flag("--verify", raw.verify, "prove each artefact after emitting it");
  app.add_flag("--keep-times", raw.keep_times, "leave an unchanged artefact's time stamp as it was");
  add_policy_options(app, raw);
}

void add_check(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "FILE", "policies, read as one; - is standard input");
  add_targets_option(app, raw);
  add_policy_options(app, raw);
}

void add_explain(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "FILE… PACKET",
                  "policies and a packet: \"tcp 203.0.113.9:40000 -> edge 80\", \"icmp:echo-request "
                  "192.0.2.1 -> 10.0.1.5\"");
  list_option(app, "--point", raw.points, "ask one list of this point", "NAME");
  app.add_option("--direction", raw.direction, "inbound, outbound: which list of the point")
      ->type_name("DIRECTION");
  add_policy_options(app, raw);
}

void add_targets(CLI::App& app, RawOptions& raw) {
  app.add_option("--format", raw.format, "text, json")->type_name("FORMAT");
}

void add_help(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "TOPIC", "a code, a finding's name, a command");
}

void add_nothing(CLI::App&, RawOptions&) {}

void add_apply_check(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "DIR", "a folder that sgc compile wrote");
  app.add_option("--format", raw.format, "text, json")->type_name("FORMAT");
}

void add_merge_manifest(CLI::App& app, RawOptions& raw) {
  add_positionals(app, raw, "PART", "manifests that were written with --shard");
  app.add_option("-o", raw.output, "write to this file instead of standard output")->type_name("FILE");
}

// ---- the table of commands ----------------------------------------------------------------------

struct CommandRow {
  std::string_view name;
  std::string_view form;  // after "sgc "
  std::string_view sentence;
  void (*add_options)(CLI::App&, RawOptions&);
  ParsedOptions (*make)(const RawOptions&);
};

constexpr CommandRow kCommands[] = {
    {"compile", "compile FILE… -t TARGET[,TARGET…] -o DIR",
     "check, prove the assertions, and write what the targets need", add_compile, make_compile},
    {"check", "check FILE…", "the same without output", add_check, make_check},
    {"explain", "explain FILE… \"tcp 203.0.113.9 -> edge 80\"",
     "one packet's way: every list it meets, every rule tried", add_explain, make_explain},
    {"targets", "targets", "the targets, their options, and what each can express", add_targets,
     make_targets},
    {"help", "help [CODE]", "what a diagnostic means, with an example and its mend", add_help, make_help},
    {"prelude", "prelude", "the built-in services and groups", add_nothing, make_prelude},
    {"apply-check", "apply-check DIR",
     "try each emitted file against this machine's kernel, applying nothing", add_apply_check,
     make_apply_check},
    {"merge-manifest", "merge-manifest PART…", "join the manifests of shares: nothing missing, nothing twice",
     add_merge_manifest, make_merge_manifest},
};

const CommandRow* find_command(std::string_view name) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [&](const CommandRow& row) { return row.name == name; });
  return found == std::end(kCommands) ? nullptr : found;
}

Diagnostic unknown_command(const std::string& word) {
  if (word == "lsp" ||
      std::find(kLaterCommands.begin(), kLaterCommands.end(), word) != kLaterCommands.end()) {
    return diagnose(kind::CommandNotYet, {}, word).with_help("`sgc -h` lists the commands that are");
  }
  std::vector<std::string_view> names;
  for (const CommandRow& row : kCommands) names.push_back(row.name);
  const auto near = suggest(word, names);
  return diagnose(kind::UnknownCommand, {}, word)
      .with_help(near ? fmt::format("did you mean '{}'?", *near)
                      : std::string("`sgc -h` lists the commands"));
}

std::unique_ptr<CLI::App> parser_of(const CommandRow& row, RawOptions& raw) {
  auto app = std::make_unique<CLI::App>(fmt::format("sgc {}: {}", row.name, row.sentence));
  app->name(fmt::format("sgc {}", row.name));
  app->allow_extras();
  app->set_help_flag("-h,--help", "this text");
  row.add_options(*app, raw);
  return app;
}

// The first argument that no option takes.
Diagnostic unexpected(const CLI::App& app, const std::string& argument) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string word = argument.substr(0, argument.find('='));
  const auto near = suggest(word, views);
  const char* const form = argument.starts_with('-') ? "{} has no option '{}'" : "{} does not take '{}'";
  return wrong(fmt::format(fmt::runtime(form), app.get_name(), word))
      .with_help(near ? fmt::format("did you mean '{}'?", *near)
                      : fmt::format("`{} -h` lists what it takes", app.get_name()));
}

// CLI11's word for what is wrong with an option's values, in ours.
Diagnostic misused(const CLI::ParseError& error) {
  const std::string what = error.what();
  const std::string option = what.substr(0, what.find(':'));
  if (what.find("At Most") != std::string::npos) return wrong(fmt::format("{} is given twice", option));
  if (what.find("required") != std::string::npos) return wrong(fmt::format("{} needs a value", option));
  return wrong(what);
}

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
  if (!app->remaining().empty()) return unexpected(*app, app->remaining().front());
  return row.make(raw);
}

}  // namespace

ParsedOptions parse_options(std::span<const std::string> arguments) {
  if (arguments.empty()) return wrong("no command is named").with_help("`sgc -h` lists the commands");

  const std::string& word = arguments.front();
  if (word == "-h" || word == "--help") return Command(HelpCommand{});
  if (word == "--version") return Command(VersionCommand{});
  if (word.starts_with('-'))
    return wrong(fmt::format("a command stands before the option '{}'", word))
        .with_help("`sgc -h` lists the commands");

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
  for (const CommandRow& row : kCommands) text += fmt::format("  sgc {}\n      {}\n", row.form, row.sentence);
  text += "\n`sgc COMMAND -h` says what a command takes, `sgc --version` which sgc this is.\n";
  return text;
}

}  // namespace sgc::driver
