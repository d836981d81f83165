// The answers of `sgc explain`, for people and for programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/driver/explain_answers.h"
#include "compiler/support/source_map.h"

namespace sgc::driver {

// What the printers look things up in.
struct Explained {
  std::string_view question;        // the packet as it was written
  std::span<const Answer> answers;  // at least one
  const ir::Policy& policy;
  const SourceMap& sources;
};

// Each list that the packet meets, each rule that was tried, which decided, with source lines.
std::string explain_text(const Explained& explained);

// {"verdict", "path"} as the command-line reference has it. Where there are several answers, {"answers":
// [{"packets", "verdict", "path"}, …]} besides; and where their verdicts differ, that alone: nobody shall
// read one for all.
std::string explain_json(const Explained& explained);

}  // namespace sgc::driver
