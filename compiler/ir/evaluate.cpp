#include "compiler/ir/evaluate.h"

namespace sgc::ir {

bool matches(const Policy& policy, const Rule& rule, const Packet& packet) {
  return policy.addresses(rule.source).contains(packet.source_address()) &&
         policy.addresses(rule.destination).contains(packet.destination_address()) &&
         policy.service_set(rule.service).contains(packet.service());
}

Decision evaluate(const Policy& policy, const RuleList& list, const Packet& packet) {
  for (std::size_t i = 0; i < list.rules.size(); ++i) {
    if (matches(policy, list.rules[i], packet)) return {list.rules[i].verdict, i};
  }
  return {list.otherwise.verdict, std::nullopt};
}

}  // namespace sgc::ir
