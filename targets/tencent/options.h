// What a `target tencent` block asks for.
#pragma once

#include "targets/cloud/options.h"
#include "targets/tencent/lower_rule.h"

namespace sgc::targets::tencent {

struct Options : cloud::Options {
  explicit Options(const ir::TargetSettings* settings);

  bool reserved_health = false;  // health checks come from 100.64.0.0/10, not from the VIP

  // Templates: never; or in general so, and in a group that would be over its quota so.
  TemplateUse templates;
  TemplateUse templates_when_short;
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::tencent
