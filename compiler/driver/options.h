// What the command line asks for, as plain values: one struct a command. parse_options() fills them; the
// commands read them and nothing else of the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/diag/severity_policy.h"
#include "compiler/driver/shard.h"
#include "compiler/ir/rule.h"
#include "targets/target.h"

namespace sgc::driver {

enum class Format : std::uint8_t { Text, Json, Sarif };
enum class When : std::uint8_t { Auto, Always, Never };
enum class Emit : std::uint8_t { Nothing, Ast, Ir };

// What the checks are told by commands that run them.
struct CheckSettings {
  std::optional<unsigned> nearly_everywhere;  // --nearly-everywhere, percent; else what the checks take it for
};

// What every command that reads a policy takes.
struct PolicyOptions {
  std::vector<std::string> files;            // as written; "-" is standard input
  std::vector<std::string> include_folders;  // -I, as written
  std::vector<std::string> severities;       // -W, each CODE=SEVERITY
  bool warnings_are_errors = false;          // -Werror
  std::optional<std::int32_t> today;         // --today, days since 1970-01-01
  Format format = Format::Text;
  When color = When::Auto;
  When progress = When::Auto;
  bool quiet = false;
  bool verbose = false;
  unsigned jobs = 0;  // 0: as many as the machine has processors
};

struct CompileCommand {
  PolicyOptions policy;
  std::vector<const targets::Target*> targets;  // each once, in the order of the registry
  std::string output;
  std::vector<std::string> points;  // empty: all
  std::optional<std::string> depfile;
  std::optional<std::string> manifest;
  Emit emit = Emit::Nothing;
  Shard shard;
  CheckSettings checks;
  bool verify = false;
  bool keep_times = false;
};

struct CheckCommand {
  PolicyOptions policy;
  CheckSettings checks;
  std::vector<const targets::Target*> targets;
};

// Holds what a folder says against the policy.
struct VerifyCommand {
  PolicyOptions policy;
  std::string directory;
  std::vector<const targets::Target*> targets;  // empty: those that the folder has files of
};

struct ExplainCommand {
  PolicyOptions policy;
  std::string packet;
  std::optional<std::string> point;
  ir::Direction direction = ir::Direction::Inbound;  // of `point`
};

struct TargetsCommand {
  Format format = Format::Text;
  bool only_names = false;
};

constexpr std::string_view kTopicOfCodes = "codes";  // the list of all

struct HelpCommand {
  std::string topic;  // a code, a finding's name, a command or kTopicOfCodes; empty: the overview
};

struct PreludeCommand {};

struct VersionCommand {};

enum class Shell : std::uint8_t { Bash, Zsh, Fish };

// What makes a shell complete sgc.
struct CompletionCommand {
  Shell shell = Shell::Bash;
};

struct ManualCommand {};

struct ApplyCheckCommand {
  std::string directory;
  Format format = Format::Text;
};

struct MergeManifestCommand {
  std::vector<std::string> parts;
  std::optional<std::string> output;  // else standard output
};

using Command = std::variant<CompileCommand, CheckCommand, VerifyCommand, ExplainCommand, TargetsCommand,
                             HelpCommand, PreludeCommand, VersionCommand, CompletionCommand, ManualCommand,
                             ApplyCheckCommand, MergeManifestCommand>;

// A command; or what is wrong with the command line, which ends the run with exit status 2.
using ParsedOptions = std::variant<Command, Diagnostic>;

// `arguments` without the program's name.
ParsedOptions parse_options(std::span<const std::string> arguments);

// "bash", "zsh", "fish"; nothing for another word.
std::optional<Shell> shell_named(std::string_view name);

// What `sgc COMMAND -h` prints; nothing for a word that is no command.
std::optional<std::string> usage_of(std::string_view command);

// What `sgc -h` prints.
std::string overview();

}  // namespace sgc::driver
