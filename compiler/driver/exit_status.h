// The exit statuses of sgc, a promise to whoever calls it.
#pragma once

#include "compiler/diag/sink.h"

namespace sgc::driver {

enum ExitStatus : int {
  kDone = 0,
  kPolicyErrors = 1,  // the policy has errors, or a check failed
  kCommandLine = 2,
  kFileFailed = 3,  // a file could not be read or written
  kBug = 70,        // of sgc
};

// What the errors in `sink` make of the run; kDone where there are none. A file that could not be read or
// written outweighs a command line that is wrong, and that outweighs errors of the policy, which may follow
// from either.
ExitStatus status_of(const Sink& sink);

}  // namespace sgc::driver
