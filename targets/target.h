// What every target is: a constant that names it, says what it can express, and turns a policy into files. A target
// sees the IR and nothing before it; it decides in lower, prints in print, and never writes a file itself.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"
#include "targets/capabilities.h"

namespace sgc::targets {

// A file to be written, whole. `path` is relative to the output folder: "nftables/backend.nft".
struct OutputFile {
  std::string path;
  std::string bytes;
};

// What a target is asked to do. The points are those that the command line chose, in the order of declaration;
// a target takes those that are its own and says of the others what language.md says.
struct Request {
  const ir::Policy& policy;
  const SourceMap& sources;
  std::span<const ir::PointId> points;
  std::string_view version;  // of sgc, for headers
  bool whole_policy = true;  // false with --point or --shard
};

struct Target {
  ir::TargetSpec spec;        // its name, options, and whether it takes bindings
  std::string_view sentence;  // for `sgc targets`
  bool host = false;          // one artefact a point, loaded on a machine; else one plan for the cloud
  std::span<const Capability> capabilities;

  // Reports what cannot be said exactly (SGC4xxx) and returns the files. When it reported an error the files are
  // not used. Deterministic: the same request gives the same bytes.
  std::vector<OutputFile> (*emit)(const Request& request, Sink& sink) = nullptr;

  // Reads `files`, as emit gave them, back from their text alone and proves that they say what the policy says;
  // reports SGC4xxx with a packet where they differ.
  void (*verify)(const Request& request, std::span<const OutputFile> files, Sink& sink) = nullptr;

  // The policy as this target enforces it where that is not the policy itself (`approximate safe`): the same points,
  // names and assertions, other rules. Whoever proves assertions proves them on it, too. Nothing where the policy is
  // enforced as it is; null where a target never approximates. Reports nothing: emit does.
  std::optional<ir::Policy> (*enforced)(const Request& request) = nullptr;
};

// Every target, in the order of `sgc targets`.
std::span<const Target* const> registry();

// The target of this name, or null.
const Target* find_target(std::string_view name);

}  // namespace sgc::targets
