// What the target block of any cloud can ask for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/ir/target_settings.h"
#include "targets/cloud/bindings.h"
#include "targets/cloud/quota.h"

namespace sgc::targets::cloud {

struct Options {
  Options(const ir::TargetSettings* settings, std::span<const QuotaRow> quota_table);

  std::string region;        // empty: the command line's own
  bool approximate = false;  // what cannot be said exactly may be said in the safe direction
  bool spread = false;       // what one group does not hold may be put into several
  Bindings bindings;
  Quotas quotas;
};

// The words of these options, for a cloud's table of its own.
constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kApproximate[] = {"off", "safe"};
constexpr std::int64_t kMostQuota = 1'000'000;

}  // namespace sgc::targets::cloud
