// What the command line takes, as data: the commands, their options, what each is for and what its value may
// be. parse_options() reads it, and so do -h, the completions of shells and the manual page, which therefore
// never say anything else than what is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/driver/raw_options.h"

namespace sgc::driver {

// What a shell may offer where a value is written.
enum class Completes : std::uint8_t {
  Nothing,  // only the user knows
  Policy,   // a .sg file
  Manifest,
  AnyFile,
  Folder,
  Targets,     // names of the registry, parted by commas
  Severities,  // CODE=SEVERITY
  Words,       // those of the row
  Topic,       // of help: a code, a command
};

using OptionSlot = std::variant<bool RawOptions::*, std::optional<std::string> RawOptions::*,
                                std::vector<std::string> RawOptions::*>;

struct OptionRow {
  std::string_view name;   // "-o", "--point"
  std::string_view value;  // "DIR"; empty where it takes none
  std::string_view sentence;
  OptionSlot slot;  // a list where it may be given more than once
  Completes completes = Completes::Nothing;
  std::string_view words = {};  // of Completes::Words: "text json"
};

struct CommandRow {
  std::string_view name;
  std::string_view form;  // after "sgc "
  std::string_view sentence;
  std::string_view operand;  // "FILE"; empty where it takes none
  std::string_view operand_sentence;
  Completes operand_completes = Completes::Nothing;
  std::span<const OptionRow> options;  // its own
  bool reads_policy = false;           // it takes the options of every command that does, too
  ParsedOptions (*make)(const RawOptions&) = nullptr;
};

// In the order of `sgc -h`.
std::span<const CommandRow> command_rows();

// Those that every command takes that reads a policy.
std::span<const OptionRow> policy_options();

// All options of a command, its own first; -h is none of them.
std::vector<OptionRow> options_of(const CommandRow& command);

// What stands in place of a command: "--version" and the like, with what it does.
struct GlobalRow {
  std::string_view name;
  std::string_view value;  // empty where it takes none
  std::string_view sentence;
  std::string_view words = {};
};

std::span<const GlobalRow> global_rows();

}  // namespace sgc::driver
