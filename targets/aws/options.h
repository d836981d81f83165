// What a `target aws` block asks for.
#pragma once

#include "targets/cloud/options.h"

namespace sgc::targets::aws {

// What becomes of a deny that cuts an allow, in a security group, which has no deny.
enum class DenyAs : std::uint8_t {
  Error,
  Complement,  // the allows after it are cut
  Acl,         // it stands in the network ACL of the point's subnets
};

struct Options : cloud::Options {
  explicit Options(const ir::TargetSettings* settings);

  bool prefix_lists = false;  // many addresses become a prefix list
  DenyAs deny_as = DenyAs::Error;
};

std::span<const ir::OptionSpec> option_specs();

}  // namespace sgc::targets::aws
