// The values of options as they stand on the command line, before anybody has looked at what they say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/options.h"

namespace sgc::driver {

struct RawOptions {
  std::vector<std::string> positionals;
  std::vector<std::string> include_folders;
  std::vector<std::string> severities;
  std::vector<std::string> targets;
  std::vector<std::string> points;
  std::optional<std::string> today;
  std::optional<std::string> format;
  std::optional<std::string> color;
  std::optional<std::string> progress;
  std::optional<std::string> jobs;
  std::optional<std::string> nearly_everywhere;
  std::optional<std::string> emit;
  std::optional<std::string> shard;
  std::optional<std::string> direction;
  std::optional<std::string> output;
  std::optional<std::string> depfile;
  std::optional<std::string> manifest;
  bool quiet = false;
  bool verbose = false;
  bool verify = false;
  bool keep_times = false;
  bool names = false;
};

// Says what is wrong with a command line.
Diagnostic wrong(std::string what);

// The command that they ask for, or what is wrong with them.
ParsedOptions make_compile(const RawOptions& raw);
ParsedOptions make_check(const RawOptions& raw);
ParsedOptions make_verify(const RawOptions& raw);
ParsedOptions make_explain(const RawOptions& raw);
ParsedOptions make_targets(const RawOptions& raw);
ParsedOptions make_help(const RawOptions& raw);
ParsedOptions make_prelude(const RawOptions& raw);
ParsedOptions make_apply_check(const RawOptions& raw);
ParsedOptions make_merge_manifest(const RawOptions& raw);

}  // namespace sgc::driver
