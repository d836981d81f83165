// One writer at a time in an output folder. The lock is on the folder itself, so no file stays behind, and
// the system drops it when the process ends, however it ends.
#pragma once

#include <string>

#include "compiler/support/descriptor.h"

namespace sgc::driver {

class DirectoryLock {
 public:
  enum class State {
    Held,
    Busy,         // another process holds it
    Unsupported,  // the file system has no locks: two runs at a time are not told apart
  };

  // Before: the folder is there; otherwise Unsupported.
  explicit DirectoryLock(const std::string& directory);

  State state() const { return state_; }

  // Before: Busy. Waits as long as the other process takes.
  void wait();

 private:
  Descriptor folder_;
  State state_ = State::Unsupported;
};

}  // namespace sgc::driver
