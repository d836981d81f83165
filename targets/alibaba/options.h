// What a `target alibaba` block asks for.
#pragma once

#include <string>

#include "targets/cloud/options.h"

namespace sgc::targets::alibaba {

struct Options : cloud::Options {
  explicit Options(const ir::TargetSettings* settings);

  std::string owner_account;  // of the groups that are somebody else's; empty: this account's own
  bool enterprise = false;    // advanced security groups
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::alibaba
