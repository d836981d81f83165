// What a successful run leaves on the disk: artefacts, manifest, depfile; and what it takes away: artefacts
// of the run before that the policy no longer gives. All of it or nothing.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "compiler/driver/compile.h"
#include "compiler/driver/disk_loader.h"
#include "compiler/driver/shard.h"

namespace sgc::driver {

struct Destination {
  std::string directory;                // -o; made where it is missing
  std::optional<std::string> manifest;  // --manifest; else manifest.json in the directory
  std::optional<std::string> depfile;   // -M
  std::vector<std::string> watched_folders;  // that the depfile names beside the inputs: an optional feed may appear there
  bool keep_times = false;
  bool quiet = false;        // waits for others without a word
  bool some_points = false;  // --point: what the manifest lists besides stays where it is, and listed
  Shard shard;  // likewise; shares of the same work that are written to one manifest are joined in it
};

// Before: `run` had no errors. Reports what could not be written (then nothing
// was), which stale artefacts went away, and which could not. Waits for another run that writes to the same
// directory, says so on `err`, and is ended by SIGINT, SIGTERM or SIGHUP only while nothing is written yet or
// all of it is.
void write_output(Compilation& run, std::span<const DiskLoader::Input> inputs, const Destination& destination,
                  const World& world, StageLog& log);

}  // namespace sgc::driver
