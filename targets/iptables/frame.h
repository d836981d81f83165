// What every rules file begins a direction with, before the list: running connections, loopback, the baseline.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/ir/rule.h"
#include "compiler/net/address.h"

namespace sgc::iptables {

// Tests and targets, without the chain that they stand in.
struct FixedFrame {
  std::string_view established;
  std::string_view loopback;
  std::vector<std::string_view> baseline;  // empty where it is off
};

FixedFrame fixed_frame(ir::Direction direction, Family family, bool baseline);

}  // namespace sgc::iptables
