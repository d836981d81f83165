// From what stands on the command line to a command: words become values, and what contradicts itself is
// said.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/driver/numbers.h"
#include "compiler/driver/raw_options.h"
#include "compiler/driver/today.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {

Diagnostic wrong(std::string what) {
  return diagnose(kind::CommandLine, {}, std::move(what));
}

namespace {

constexpr unsigned kMostJobs = 1024;

// A word of a fixed list, where one is written; the diagnostic names all of them.
template <class Value, std::size_t Size>
std::optional<Diagnostic> choose(std::string_view option, const std::optional<std::string>& word,
                                 const std::array<std::pair<std::string_view, Value>, Size>& choices,
                                 Value& value) {
  if (!word) return std::nullopt;
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (name == *word) {
      value = choice;
      return std::nullopt;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
  }
  return wrong(fmt::format("'{}' is nothing that {} takes", *word, option))
      .with_help("write one of " + known);
}

constexpr std::array<std::pair<std::string_view, Format>, 3> kFormats{
    {{"text", Format::Text}, {"json", Format::Json}, {"sarif", Format::Sarif}}};
constexpr std::array<std::pair<std::string_view, Format>, 2> kPlainFormats{
    {{"text", Format::Text}, {"json", Format::Json}}};
constexpr std::array<std::pair<std::string_view, When>, 3> kWhenWords{
    {{"auto", When::Auto}, {"always", When::Always}, {"never", When::Never}}};
constexpr std::array<std::pair<std::string_view, Emit>, 2> kEmits{{{"ast", Emit::Ast}, {"ir", Emit::Ir}}};
constexpr std::array<std::pair<std::string_view, ir::Direction>, 2> kDirectionWords{
    {{"inbound", ir::Direction::Inbound}, {"outbound", ir::Direction::Outbound}}};

std::optional<Diagnostic> take_policy_options(const RawOptions& raw, PolicyOptions& options) {
  options.files = raw.positionals;
  options.include_folders = raw.include_folders;
  options.quiet = raw.quiet;
  options.verbose = raw.verbose;

  if (options.files.empty())
    return wrong("no policy is named").with_help("name a file, or - for standard input");
  if (std::count(options.files.begin(), options.files.end(), "-") > 1)
    return wrong("standard input can be read once");
  if (raw.quiet && raw.verbose) return wrong("-q and -v contradict each other");

  for (const std::string& one : raw.severities) {
    if (one == "error") {
      options.warnings_are_errors = true;
      continue;
    }
    if (const auto fault = SeverityPolicy().add(one)) return diagnose(kind::SeverityOption, {}, *fault);
    options.severities.push_back(one);
  }

  if (raw.today) {
    options.today = parse_day(*raw.today);
    if (!options.today) return diagnose(kind::NotADay, {}, *raw.today).with_help("write it as 2027-01-31");
  }
  if (raw.jobs) {
    const auto jobs = parse_number(*raw.jobs, 1, kMostJobs);
    if (!jobs)
      return wrong(fmt::format("'{}' is nothing that -j takes", *raw.jobs))
          .with_help("write a number from 1 on");
    options.jobs = static_cast<unsigned>(*jobs);
  }

  if (auto fault = choose("--format", raw.format, kFormats, options.format)) return fault;
  if (auto fault = choose("--color", raw.color, kWhenWords, options.color)) return fault;
  return choose("--progress", raw.progress, kWhenWords, options.progress);
}

std::optional<Diagnostic> take_check_settings(const RawOptions& raw, CheckSettings& settings) {
  constexpr int kWhole = 100;
  if (!raw.nearly_everywhere) return std::nullopt;
  const auto percent = parse_number(*raw.nearly_everywhere, 1, kWhole);
  if (!percent)
    return wrong(fmt::format("'{}' is nothing that --nearly-everywhere takes", *raw.nearly_everywhere))
        .with_help("write a whole number from 1 to 100: percent of the public addresses");
  settings.nearly_everywhere = static_cast<unsigned>(*percent);
  return std::nullopt;
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

std::optional<Diagnostic> take_targets(const RawOptions& raw, std::vector<const targets::Target*>& chosen) {
  const auto names = target_names();
  const auto wanted = split_at_commas(raw.targets);
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto near = suggest(name, names);
    return diagnose(kind::NoSuchTarget, {}, name)
        .with_help(near ? fmt::format("did you mean '{}'?", *near)
                        : fmt::format("there are {}", fmt::join(names, ", ")));
  }

  for (const targets::Target* target : targets::registry()) {
    if (std::find(wanted.begin(), wanted.end(), target->spec.name) != wanted.end()) chosen.push_back(target);
  }
  return std::nullopt;
}

}  // namespace

ParsedOptions make_compile(const RawOptions& raw) {
  CompileCommand command;
  if (auto fault = take_policy_options(raw, command.policy)) return *fault;
  if (auto fault = take_targets(raw, command.targets)) return *fault;
  if (auto fault = take_check_settings(raw, command.checks)) return *fault;
  command.output = raw.output.value_or("");
  command.points = raw.points;
  command.depfile = raw.depfile;
  command.manifest = raw.manifest;
  command.verify = raw.verify;
  command.keep_times = raw.keep_times;

  if (raw.shard) {
    const auto shard = parse_shard(*raw.shard);
    if (!shard)
      return diagnose(kind::NotAShare, {}, *raw.shard)
          .with_help("write I/N with I from 1 to N: 3/8 is the third of eight");
    command.shard = *shard;
  }
  if (raw.shard && !raw.points.empty()) return wrong("--shard and --point contradict each other");

  if (raw.emit) {
    if (auto fault = choose("--emit", raw.emit, kEmits, command.emit)) return *fault;
    if (command.policy.format != Format::Text) return wrong("--emit and --format both want standard output");
    const std::pair<const char*, bool> about_files[] = {{"--point", !raw.points.empty()}, {"--shard", raw.shard.has_value()},
                                                        {"-M", raw.depfile.has_value()},  {"--manifest", raw.manifest.has_value()},
                                                        {"--verify", raw.verify},         {"--keep-times", raw.keep_times}};
    for (const auto& [option, given] : about_files) {
      if (given) return wrong(fmt::format("--emit prints the whole policy and writes no files: {} says nothing of it", option));
    }
    return Command(command);
  }
  if (command.targets.empty()) {
    return wrong("-t is missing: what to compile for")
        .with_help(fmt::format("there are {}", fmt::join(target_names(), ", ")));
  }
  if (command.output.empty()) return wrong("-o is missing: the folder to write to");
  return Command(command);
}

ParsedOptions make_check(const RawOptions& raw) {
  CheckCommand command;
  if (auto fault = take_policy_options(raw, command.policy)) return *fault;
  if (auto fault = take_targets(raw, command.targets)) return *fault;
  if (auto fault = take_check_settings(raw, command.checks)) return *fault;
  return Command(command);
}

ParsedOptions make_verify(const RawOptions& raw) {
  VerifyCommand command;
  if (raw.positionals.size() < 2) {
    return wrong("verify takes a policy and the folder that was compiled from it")
        .with_help("sgc verify policy.sg out");
  }
  RawOptions files = raw;
  files.positionals.pop_back();
  command.directory = raw.positionals.back();
  if (auto fault = take_policy_options(files, command.policy)) return *fault;
  if (auto fault = take_targets(raw, command.targets)) return *fault;
  return Command(command);
}

ParsedOptions make_explain(const RawOptions& raw) {
  ExplainCommand command;
  if (raw.positionals.size() < 2) {
    return wrong("explain takes a policy and a packet")
        .with_help("sgc explain policy.sg \"tcp 203.0.113.9 -> edge 80\"");
  }
  RawOptions files = raw;
  files.positionals.pop_back();
  command.packet = raw.positionals.back();
  if (auto fault = take_policy_options(files, command.policy)) return *fault;
  if (command.policy.format == Format::Sarif) return wrong("explain prints text or json");

  if (raw.points.size() > 1) return wrong("--point can be given once here");
  if (raw.points.empty() == raw.direction.has_value())
    return wrong("--point and --direction go together: one list is asked");
  if (raw.points.empty()) return Command(command);
  command.point = raw.points.front();
  if (auto fault = choose("--direction", raw.direction, kDirectionWords, command.direction)) return *fault;
  return Command(command);
}

ParsedOptions make_targets(const RawOptions& raw) {
  TargetsCommand command;
  command.only_names = raw.names;
  if (raw.names && raw.format) return wrong("--names and --format contradict each other");
  if (auto fault = choose("--format", raw.format, kPlainFormats, command.format)) return *fault;
  return Command(command);
}

ParsedOptions make_help(const RawOptions& raw) {
  if (raw.positionals.size() > 1) return wrong("help takes one topic");
  return Command(HelpCommand{raw.positionals.empty() ? std::string() : raw.positionals.front()});
}

ParsedOptions make_prelude(const RawOptions&) {
  return Command(PreludeCommand{});
}

ParsedOptions make_apply_check(const RawOptions& raw) {
  ApplyCheckCommand command;
  if (raw.positionals.size() != 1) return wrong("apply-check takes one folder, as sgc compile wrote it");
  command.directory = raw.positionals.front();
  if (auto fault = choose("--format", raw.format, kPlainFormats, command.format)) return *fault;
  return Command(command);
}

ParsedOptions make_merge_manifest(const RawOptions& raw) {
  if (raw.positionals.empty()) return wrong("merge-manifest takes the manifests of all shares");
  return Command(MergeManifestCommand{raw.positionals, raw.output});
}

}  // namespace sgc::driver
