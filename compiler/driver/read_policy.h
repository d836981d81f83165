// What compile, check and explain have in common before they differ: severities, the day, the FILEs read.
#pragma once

#include <optional>
#include <vector>

#include "compiler/driver/compile.h"
#include "compiler/driver/disk_loader.h"
#include "compiler/driver/options.h"

namespace sgc::driver {

// What -W, -Werror and -v make of the catalog's severities.
SeverityPolicy severities_of(const PolicyOptions& options);

// As many as -j says, or as the machine has processors.
unsigned jobs_of(const PolicyOptions& options);

struct ReadPolicy {
  std::vector<LoadedFile> roots;  // in the order of the command line
  std::int32_t today = 0;
};

// Nothing, and a report, where a FILE or an -I folder cannot be read or nobody knows which day it is.
std::optional<ReadPolicy> read_policy(const PolicyOptions& options, DiskLoader& loader, const World& world,
                                      Sink& sink);

}  // namespace sgc::driver
