// How findings speak of places, rules and packets, so that all of them speak alike.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::checks {

class Wording {
 public:
  Wording(const ir::Policy& policy, const SourceMap& sources) : policy_(policy), sources_(sources) {}

  const SourceMap& sources() const { return sources_; }

  // "line 12", or "base.sg:12" for whoever reads in another file.
  std::string line(const Span& place, const Span& reader) const;

  // "this allow", "blacklist 'threats'", "listener 'web'": a rule as the subject of a sentence whose note stands at it.
  std::string subject(const ir::Rule& rule) const;

  // The rule, or the default, with what it does to a packet: "blacklist 'threats' denies it".
  std::string doing(const ir::RuleList& list, std::size_t rule) const;

  // A note at the rule, or at the default, of a list.
  static Span place(const ir::RuleList& list, std::size_t rule);

 private:
  const ir::Policy& policy_;
  const SourceMap& sources_;
};

// "allows", "denies", "rejects"; "allowed", "denied", "rejected".
std::string_view does(ir::Verdict verdict);
std::string_view done(ir::Verdict verdict);

// "tcp 198.51.100.66:40000 -> 10.0.1.5:8080 is allowed"
std::string fate(const ir::Packet& packet, ir::Verdict verdict);

// 0 to 1 as "62 %"; what is nearly nothing or nearly all is not called so: "under 1 %", "over 99 %".
std::string percent(double share);

// "1,234,567"
std::string grouped(u128 number);

// "a", "a and b", "a, b and c"; more than `most` become "a, b and 3 more".
std::string enumerate(std::span<const std::string> words, std::size_t most = 4);

}  // namespace sgc::checks
