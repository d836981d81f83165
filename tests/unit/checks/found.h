// The findings of a policy's text, in words that a test can compare.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/driver/compiled.h"

namespace sgc {

using Findings = std::vector<Diagnostic>;

// The findings of one code.
inline Findings found(DiagnosticCode code, const std::string& text) {
  driver::Compilation run = driver::compiled(text);
  Findings findings;
  for (const Diagnostic& finding : run.sink.all()) {
    if (finding.code == code) findings.push_back(finding);
  }
  return findings;
}

}  // namespace sgc
