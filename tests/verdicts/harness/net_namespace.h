// A network namespace without a name: it lives as long as a descriptor of this process holds it, so nothing is left
// behind even when a test is killed.
#pragma once

#include <functional>
#include <string>

#include "tests/verdicts/harness/descriptor.h"

namespace sgc::verdicts {

class NetNamespace {
 public:
  // A new, empty namespace. Throws HarnessError without the right to make one.
  static NetNamespace create();

  // Runs `work` on a thread that is inside; the caller stays where it is. Sockets and processes made there stay
  // inside for good. What `work` throws is thrown here.
  void run(const std::function<void()>& work) const;

  // The path by which other processes reach it while this one lives: /proc/PID/fd/N.
  std::string path() const;

 private:
  explicit NetNamespace(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

}  // namespace sgc::verdicts
