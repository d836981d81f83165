// Ctrl-C between two renames would leave one half of a run on the disk: while files are put in place, signals
// that end the process wait; they are asked for where stopping is still harmless, and take effect when this
// goes out of scope.
#pragma once

#include <csignal>

namespace sgc::driver {

class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Whether one of them is waiting.
  bool pending() const;

 private:
  sigset_t held_{};
  sigset_t before_{};
};

}  // namespace sgc::driver
