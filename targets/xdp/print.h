// An XDP program as text: a header that says what it is, the fixed parts of the template, and between them the tables.
#pragma once

#include <string>
#include <string_view>

#include "targets/xdp/program.h"

namespace sgc::targets::xdp {

// The template, cut where the parts that change begin and end.
struct TemplateParts {
  std::string_view before_header;  // the licence
  std::string_view before_policy;
  std::string_view sample_policy;
  std::string_view program;
};
TemplateParts template_parts();

// What stands between the fixed parts.
std::string policy_text(const Program& program);

std::string print(const Program& program);

}  // namespace sgc::targets::xdp
