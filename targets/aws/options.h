// What a `target aws` block asks for.
#pragma once

#include <string>

#include "compiler/ir/target_settings.h"
#include "targets/cloud/bindings.h"
#include "targets/cloud/quota.h"

namespace sgc::targets::aws {

// What becomes of a deny that cuts an allow, in a security group, which has no deny.
enum class DenyAs : std::uint8_t {
  Error,
  Complement,  // the allows after it are cut
  Acl,         // it stands in the network ACL of the point's subnets
};

struct Options {
  explicit Options(const ir::TargetSettings* settings);

  std::string region;
  bool approximate = false;
  bool spread = false;
  bool prefix_lists = false;  // many addresses become a prefix list
  DenyAs deny_as = DenyAs::Error;

  cloud::Bindings bindings;
  cloud::Quotas quotas;
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::aws
