// A step of a packet's way in the words of `sgc explain`: which entries of a list were tried, and which
// decided.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/trace.h"
#include "compiler/support/source_map.h"

namespace sgc::driver {

// One entry of a list: a rule, or what decides when none does.
struct TriedEntry {
  std::string_view file;
  std::uint32_t line = 0;
  std::string_view kind;  // rule, blacklist, listener, intra-group, derive, default
  ir::Verdict verdict = ir::Verdict::Deny;
  std::string text;  // as it is written there, on one line
};

// In the order tried; the last one decided.
std::vector<TriedEntry> tried_entries(const ir::Policy& policy, const SourceMap& sources,
                                      const ir::Step& step);

// Why a load balancer ended the way, where it did; empty otherwise.
std::string_view remark_on(const ir::Step& step);

}  // namespace sgc::driver
