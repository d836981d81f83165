// From the words of the command line to a Command, by CLI11. Its own wording never reaches a user: whatever is wrong
// becomes a diagnostic here.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "compiler/diag/catalog.h"
#include "compiler/driver/numbers.h"
#include "compiler/driver/options.h"
#include "compiler/driver/today.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

constexpr unsigned kMostJobs = 1024;

constexpr std::array<std::string_view, 7> kLaterCommands{"diff", "verify", "import", "plan", "fmt", "report", "graph"};

Diagnostic wrong(std::string what) { return diagnose(kind::CommandLine, {}, std::move(what)); }

// A word of a fixed list; the diagnostic names all of them.
template <class Value, std::size_t Size>
std::optional<Diagnostic> choose(std::string_view option, std::string_view word,
                                 const std::array<std::pair<std::string_view, Value>, Size>& choices, Value& value) {
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (name == word) {
      value = choice;
      return std::nullopt;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
  }
  return wrong(fmt::format("'{}' is nothing that {} takes", word, option)).with_help("write one of " + known);
}

constexpr std::array<std::pair<std::string_view, Format>, 3> kFormats{
    {{"text", Format::Text}, {"json", Format::Json}, {"sarif", Format::Sarif}}};
constexpr std::array<std::pair<std::string_view, Format>, 2> kPlainFormats{
    {{"text", Format::Text}, {"json", Format::Json}}};
constexpr std::array<std::pair<std::string_view, When>, 3> kWhens{
    {{"auto", When::Auto}, {"always", When::Always}, {"never", When::Never}}};
constexpr std::array<std::pair<std::string_view, Emit>, 2> kEmits{{{"ast", Emit::Ast}, {"ir", Emit::Ir}}};
constexpr std::array<std::pair<std::string_view, ir::Direction>, 2> kDirectionWords{
    {{"inbound", ir::Direction::Inbound}, {"outbound", ir::Direction::Outbound}}};

// The values of options as CLI11 hands them over, before they are looked at.
struct Raw {
  std::vector<std::string> positionals;
  std::vector<std::string> include_folders;
  std::vector<std::string> severities;
  std::vector<std::string> targets;
  std::vector<std::string> points;
  std::string today, format = "text", color = "auto", progress = "auto", jobs, emit, shard, direction;
  std::string output, depfile, manifest;
  bool quiet = false, verbose = false, verify = false, keep_times = false;
};

CLI::Option* list_option(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                         const std::string& what, const std::string& kind_of_value) {
  return app.add_option(names, values, what)
      ->type_name(kind_of_value)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_policy_options(CLI::App& app, Raw& raw) {
  list_option(app, "-I", raw.include_folders, "look for includes here too; may be read", "DIR");
  list_option(app, "-W", raw.severities, "how much a finding weighs: off, note, warning, error; -Werror: warnings are errors",
              "CODE=SEVERITY");
  app.add_option("--today", raw.today, "the day that `expires` is held against")->type_name("YYYY-MM-DD");
  app.add_option("--format", raw.format, "of the diagnostics: text, json, sarif")->type_name("FORMAT");
  app.add_option("--color", raw.color, "auto, always, never; NO_COLOR is respected")->type_name("WHEN");
  app.add_option("--progress", raw.progress, "auto, always, never: what is being done, on long work")->type_name("WHEN");
  app.add_option("-j", raw.jobs, "how many things to do at a time; the output is the same")->type_name("N");
  app.add_flag("-q", raw.quiet, "errors only");
  app.add_flag("-v", raw.verbose, "timings and counts of each stage, and more notes");
}

void add_targets_option(CLI::App& app, Raw& raw) {
  list_option(app, "-t", raw.targets, "what to compile for; see `sgc targets`", "TARGET,…");
}

void add_positionals(CLI::App& app, Raw& raw, const std::string& name, const std::string& what) {
  app.add_option(name, raw.positionals, what)->type_name("");
}

void add_compile(CLI::App& app, Raw& raw) {
  add_positionals(app, raw, "FILE", "policies, read as one; - is standard input");
  add_targets_option(app, raw);
  app.add_option("-o", raw.output, "the folder to write to")->type_name("DIR");
  list_option(app, "--point", raw.points, "only this point; may be given more than once", "NAME");
  app.add_option("-M", raw.depfile, "write what was read as a depfile, for Make and Ninja")->type_name("FILE");
  app.add_option("--manifest", raw.manifest, "where the list of artefacts goes instead of DIR/manifest.json")->type_name("FILE");
  app.add_option("--emit", raw.emit, "print what was understood as JSON instead: ast, ir")->type_name("WHAT");
  app.add_option("--shard", raw.shard, "only this share of the points: 3/8 is the third of eight")->type_name("I/N");
  app.add_flag("--verify", raw.verify, "prove each artefact after emitting it");
  app.add_flag("--keep-times", raw.keep_times, "leave an unchanged artefact's time stamp as it was");
  add_policy_options(app, raw);
}

void add_check(CLI::App& app, Raw& raw) {
  add_positionals(app, raw, "FILE", "policies, read as one; - is standard input");
  add_targets_option(app, raw);
  add_policy_options(app, raw);
}

void add_explain(CLI::App& app, Raw& raw) {
  add_positionals(app, raw, "FILE… PACKET",
                  "policies and a packet: \"tcp 203.0.113.9:40000 -> edge 80\", \"icmp:echo-request 192.0.2.1 -> 10.0.1.5\"");
  list_option(app, "--point", raw.points, "ask one list of this point", "NAME");
  app.add_option("--direction", raw.direction, "inbound, outbound: which list of the point")->type_name("DIRECTION");
  add_policy_options(app, raw);
}

void add_targets(CLI::App& app, Raw& raw) {
  app.add_option("--format", raw.format, "text, json")->type_name("FORMAT");
}

void add_help(CLI::App& app, Raw& raw) { add_positionals(app, raw, "TOPIC", "a code, a finding's name, a command"); }

void add_nothing(CLI::App&, Raw&) {}

void add_apply_check(CLI::App& app, Raw& raw) {
  add_positionals(app, raw, "DIR", "a folder that sgc compile wrote");
  app.add_option("--format", raw.format, "text, json")->type_name("FORMAT");
}

void add_merge_manifest(CLI::App& app, Raw& raw) {
  add_positionals(app, raw, "PART", "manifests that were written with --shard");
  app.add_option("-o", raw.output, "write to this file instead of standard output")->type_name("FILE");
}

using Outcome = ParsedOptions;

// ---- from raw values to commands -------------------------------------------------------------------------------

std::optional<Diagnostic> take_policy_options(const Raw& raw, PolicyOptions& options) {
  options.files = raw.positionals;
  options.include_folders = raw.include_folders;
  options.quiet = raw.quiet;
  options.verbose = raw.verbose;

  if (options.files.empty()) return wrong("no policy is named").with_help("name a file, or - for standard input");
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) return wrong("standard input can be read once");
  if (raw.quiet && raw.verbose) return wrong("-q and -v contradict each other");

  for (const std::string& one : raw.severities) {
    if (one == "error") {
      options.warnings_are_errors = true;
      continue;
    }
    if (const auto fault = SeverityPolicy().add(one)) return diagnose(kind::SeverityOption, {}, *fault);
    options.severities.push_back(one);
  }

  if (!raw.today.empty()) {
    options.today = parse_day(raw.today);
    if (!options.today) return diagnose(kind::NotADay, {}, raw.today).with_help("write it as 2027-01-31");
  }
  if (!raw.jobs.empty()) {
    const auto jobs = parse_number(raw.jobs, 1, kMostJobs);
    if (!jobs) return wrong(fmt::format("'{}' is nothing that -j takes", raw.jobs)).with_help("write a number from 1 on");
    options.jobs = static_cast<unsigned>(*jobs);
  }

  if (auto fault = choose("--format", raw.format, kFormats, options.format)) return fault;
  if (auto fault = choose("--color", raw.color, kWhens, options.color)) return fault;
  return choose("--progress", raw.progress, kWhens, options.progress);
}

std::vector<std::string_view> target_names() {
  std::vector<std::string_view> names;
  for (const targets::Target* target : targets::registry()) names.push_back(target->spec.name);
  return names;
}

std::vector<std::string> split_at_commas(const std::vector<std::string>& lists) {
  std::vector<std::string> parts;
  for (const std::string& list : lists) {
    std::size_t begin = 0;
    while (begin <= list.size()) {
      const std::size_t comma = std::min(list.find(',', begin), list.size());
      parts.push_back(list.substr(begin, comma - begin));
      begin = comma + 1;
    }
  }
  return parts;
}

std::optional<Diagnostic> take_targets(const Raw& raw, std::vector<const targets::Target*>& chosen) {
  const auto names = target_names();
  const auto wanted = split_at_commas(raw.targets);
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto near = suggest(name, names);
    return diagnose(kind::NoSuchTarget, {}, name)
        .with_help(near ? fmt::format("did you mean '{}'?", *near) : fmt::format("there are {}", fmt::join(names, ", ")));
  }

  for (const targets::Target* target : targets::registry()) {
    if (std::find(wanted.begin(), wanted.end(), target->spec.name) != wanted.end()) chosen.push_back(target);
  }
  return std::nullopt;
}

std::optional<std::string> if_written(const std::string& value) {
  return value.empty() ? std::nullopt : std::optional(value);
}

Outcome make_compile(const Raw& raw) {
  CompileCommand command;
  if (auto fault = take_policy_options(raw, command.policy)) return *fault;
  if (auto fault = take_targets(raw, command.targets)) return *fault;
  command.output = raw.output;
  command.points = raw.points;
  command.depfile = if_written(raw.depfile);
  command.manifest = if_written(raw.manifest);
  command.verify = raw.verify;
  command.keep_times = raw.keep_times;

  if (!raw.shard.empty()) {
    const auto shard = parse_shard(raw.shard);
    if (!shard) return diagnose(kind::NotAShare, {}, raw.shard).with_help("write I/N with I from 1 to N: 3/8 is the third of eight");
    command.shard = *shard;
  }
  if (!raw.shard.empty() && !raw.points.empty()) return wrong("--shard and --point contradict each other");

  if (!raw.emit.empty()) {
    if (auto fault = choose("--emit", raw.emit, kEmits, command.emit)) return *fault;
    if (command.policy.format != Format::Text) return wrong("--emit and --format both want standard output");
    return Command(command);
  }
  if (command.targets.empty()) {
    return wrong("-t is missing: what to compile for").with_help(fmt::format("there are {}", fmt::join(target_names(), ", ")));
  }
  if (command.output.empty()) return wrong("-o is missing: the folder to write to");
  return Command(command);
}

Outcome make_check(const Raw& raw) {
  CheckCommand command;
  if (auto fault = take_policy_options(raw, command.policy)) return *fault;
  if (auto fault = take_targets(raw, command.targets)) return *fault;
  return Command(command);
}

Outcome make_explain(const Raw& raw) {
  ExplainCommand command;
  if (raw.positionals.size() < 2) {
    return wrong("explain takes a policy and a packet").with_help("sgc explain policy.sg \"tcp 203.0.113.9 -> edge 80\"");
  }
  Raw files = raw;
  files.positionals.pop_back();
  command.packet = raw.positionals.back();
  if (auto fault = take_policy_options(files, command.policy)) return *fault;
  if (command.policy.format == Format::Sarif) return wrong("explain prints text or json");

  if (raw.points.size() > 1) return wrong("--point can be given once here");
  if (raw.points.empty() != raw.direction.empty()) return wrong("--point and --direction go together: one list is asked");
  if (raw.points.empty()) return Command(command);
  command.point = raw.points.front();
  if (auto fault = choose("--direction", raw.direction, kDirectionWords, command.direction)) return *fault;
  return Command(command);
}

Outcome make_targets(const Raw& raw) {
  TargetsCommand command;
  if (auto fault = choose("--format", raw.format, kPlainFormats, command.format)) return *fault;
  return Command(command);
}

Outcome make_help(const Raw& raw) {
  if (raw.positionals.size() > 1) return wrong("help takes one topic");
  return Command(HelpCommand{raw.positionals.empty() ? std::string() : raw.positionals.front()});
}

Outcome make_prelude(const Raw&) { return Command(PreludeCommand{}); }

Outcome make_apply_check(const Raw& raw) {
  ApplyCheckCommand command;
  if (raw.positionals.size() != 1) return wrong("apply-check takes one folder, as sgc compile wrote it");
  command.directory = raw.positionals.front();
  if (auto fault = choose("--format", raw.format, kPlainFormats, command.format)) return *fault;
  return Command(command);
}

Outcome make_merge_manifest(const Raw& raw) {
  if (raw.positionals.empty()) return wrong("merge-manifest takes the manifests of all shares");
  return Command(MergeManifestCommand{raw.positionals, if_written(raw.output)});
}

// ---- the table of commands -------------------------------------------------------------------------------------

struct CommandRow {
  std::string_view name;
  std::string_view form;      // after "sgc "
  std::string_view sentence;
  void (*add_options)(CLI::App&, Raw&);
  Outcome (*make)(const Raw&);
};

constexpr CommandRow kCommands[] = {
    {"compile", "compile FILE… -t TARGET[,TARGET…] -o DIR", "check, prove the assertions, and write what the targets need",
     add_compile, make_compile},
    {"check", "check FILE…", "the same without output", add_check, make_check},
    {"explain", "explain FILE… \"tcp 203.0.113.9 -> edge 80\"", "one packet's way: every list it meets, every rule tried",
     add_explain, make_explain},
    {"targets", "targets", "the targets, their options, and what each can express", add_targets, make_targets},
    {"help", "help [CODE]", "what a diagnostic means, with an example and its mend", add_help, make_help},
    {"prelude", "prelude", "the built-in services and groups", add_nothing, make_prelude},
    {"apply-check", "apply-check DIR", "try each emitted file against this machine's kernel, applying nothing",
     add_apply_check, make_apply_check},
    {"merge-manifest", "merge-manifest PART…", "join the manifests of shares: nothing missing, nothing twice",
     add_merge_manifest, make_merge_manifest},
};

const CommandRow* find_command(std::string_view name) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [&](const CommandRow& row) { return row.name == name; });
  return found == std::end(kCommands) ? nullptr : found;
}

Diagnostic unknown_command(const std::string& word) {
  if (word == "lsp" || std::find(kLaterCommands.begin(), kLaterCommands.end(), word) != kLaterCommands.end()) {
    return diagnose(kind::CommandNotYet, {}, word).with_help("`sgc -h` lists the commands that are");
  }
  std::vector<std::string_view> names;
  for (const CommandRow& row : kCommands) names.push_back(row.name);
  const auto near = suggest(word, names);
  return diagnose(kind::UnknownCommand, {}, word)
      .with_help(near ? fmt::format("did you mean '{}'?", *near) : std::string("`sgc -h` lists the commands"));
}

std::unique_ptr<CLI::App> parser_of(const CommandRow& row, Raw& raw) {
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
      .with_help(near ? fmt::format("did you mean '{}'?", *near) : fmt::format("`{} -h` lists what it takes", app.get_name()));
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
  Raw raw;
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
  if (word.starts_with('-')) return wrong(fmt::format("a command stands before the option '{}'", word)).with_help("`sgc -h` lists the commands");

  const CommandRow* row = find_command(word);
  if (row == nullptr) return unknown_command(word);
  return parse_command(*row, arguments.subspan(1));
}

std::optional<std::string> usage_of(std::string_view command) {
  const CommandRow* row = find_command(command);
  if (row == nullptr) return std::nullopt;
  Raw raw;
  return parser_of(*row, raw)->help();
}

std::string overview() {
  std::string text = "sgc, the security group compiler: one policy in, rules for every place that enforces it out\n\n";
  for (const CommandRow& row : kCommands) text += fmt::format("  sgc {}\n      {}\n", row.form, row.sentence);
  text += "\n`sgc COMMAND -h` says what a command takes, `sgc --version` which sgc this is.\n";
  return text;
}

}  // namespace sgc::driver
