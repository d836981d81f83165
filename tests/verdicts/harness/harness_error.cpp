#include "tests/verdicts/harness/harness_error.h"

#include <cerrno>
#include <cstring>

namespace sgc::verdicts {

HarnessError HarnessError::system(const std::string& what) {
  const int reason = errno;
  return HarnessError(what + ": " + std::strerror(reason));
}

}  // namespace sgc::verdicts
