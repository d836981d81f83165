// What a `target alibaba` block asks for.
#pragma once

#include <string>

#include "compiler/ir/target_settings.h"
#include "targets/cloud/bindings.h"
#include "targets/cloud/quota.h"

namespace sgc::targets::alibaba {

struct Options {
  explicit Options(const ir::TargetSettings* settings);

  std::string region;
  std::string owner_account;  // of the groups that are somebody else's; empty: this account's own
  bool approximate = false;
  bool spread = false;
  bool enterprise = false;    // advanced security groups

  cloud::Bindings bindings;
  cloud::Quotas quotas;
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::alibaba
