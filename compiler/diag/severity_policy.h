// What -W, -Werror and -v make of the catalog's severities.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/diag/kind.h"

namespace sgc {

class SeverityPolicy {
 public:
  // Takes the argument of one -W: CODE=off|note|warning|error. Returns what is wrong with it, or nothing.
  // Only SGC3xxx but SGC3040 can be changed; of SGC3041 what is said of lists, not of assertions, as severity() has it.
  std::optional<std::string> add(std::string_view argument);

  void set(DiagnosticCode code, Severity severity) { chosen_[code] = severity; }

  // Whether `code` was named by a -W.
  bool names(DiagnosticCode code) const { return chosen_.contains(code); }

  void warnings_are_errors() { warnings_are_errors_ = true; }

  // The weight of a diagnostic of this kind whose catalog row (or maker) gives `given`. An undecided assertion, SGC3041
  // that its maker gives as an error, stays one.
  Severity severity(DiagnosticCode code, Severity given) const;

 private:
  std::map<DiagnosticCode, Severity> chosen_;
  bool warnings_are_errors_ = false;
};

}  // namespace sgc
