// How much a diagnostic weighs. Only errors stop the output; -W and -Werror change weights (see SeverityPolicy).
#pragma once

#include <cstdint>

namespace sgc {

enum class Severity : std::uint8_t {
  Off,      // not reported
  Ignored,  // the policy says `ignore CODE "reason"` there: kept in JSON and SARIF, not in text
  Note,
  Warning,
  Error,
};

}  // namespace sgc
