// What every nft file begins a direction with, before the list: running connections, loopback, the baseline.
#pragma once

#include <string_view>

#include "compiler/ir/rule.h"

namespace sgc::nftables {

// Whole lines, unindented, each with its end.
struct FixedFrame {
  std::string_view established;
  std::string_view loopback;
  std::string_view baseline;  // empty where it is off
};

FixedFrame fixed_frame(ir::Direction direction, bool baseline);

}  // namespace sgc::nftables
