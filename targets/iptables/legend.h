// Where the lines of a chain come from, said behind them. On the lines themselves comments would cost each packet that a
// line takes some 20 ns (nf_tables: 80), since iptables asks a comment like any other match; here they cost what no line took.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sgc::iptables {

struct LegendEntry {
  std::size_t number = 0;   // of the line in its chain, from 1, as `iptables -L --line-numbers` counts
  std::string_view words;   // what its comment would say, cut to what a comment takes
};

// The comments, in order: "1 policy.sg:7, 2-3 policy.sg:9 office". As few as hold all entries; neighbours with the same
// words share one. None is longer than a comment may be: words that leave no room for their number stand alone.
std::vector<std::string> legend_of(const std::vector<LegendEntry>& entries);

}  // namespace sgc::iptables
