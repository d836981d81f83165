// What a `target tencent` block asks for.
#pragma once

#include <string>

#include "compiler/ir/target_settings.h"
#include "targets/cloud/bindings.h"
#include "targets/cloud/quota.h"
#include "targets/tencent/lower_rule.h"

namespace sgc::targets::tencent {

struct Options {
  explicit Options(const ir::TargetSettings* settings);

  std::string region;
  bool approximate = false;
  bool spread = false;
  bool reserved_health = false;  // health checks come from 100.64.0.0/10, not from the VIP

  // Templates: never; or in general so, and in a group that would be over its quota so.
  TemplateUse templates;
  TemplateUse templates_when_short;

  cloud::Bindings bindings;
  cloud::Quotas quotas;
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::tencent
