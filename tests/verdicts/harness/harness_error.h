// What the harness throws when the world around a test fails it: a tool that is missing, a namespace that cannot be
// made, a frame that never arrives. Never thrown for a verdict.
#pragma once

#include <stdexcept>
#include <string>

namespace sgc::verdicts {

class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  // "what: reason of the last system call".
  static HarnessError system(const std::string& what);
};

}  // namespace sgc::verdicts
