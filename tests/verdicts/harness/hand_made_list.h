// A rule list made by hand, for tests of what judges and mutates lists: no policy text, no front end.
#pragma once

#include <initializer_list>
#include <string_view>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::verdicts {

// "192.0.2.0/24", "2001:db8::1-2001:db8::9", "any", "any4", "any6"; their union. Each must be readable.
AddressSet addresses(std::initializer_list<std::string_view> texts);

struct HandMadeList {
  ir::Policy policy;
  ir::RuleList list;  // default deny

  HandMadeList& add(ir::Verdict verdict, const AddressSet& source, const AddressSet& destination,
                    const ServiceSet& service);
  HandMadeList& otherwise(ir::Verdict verdict);

  ir::Verdict verdict_of(const ir::Packet& packet) const;
};

// The side of a rule that means these addresses, interned in the policy.
ir::WhoId side(ir::Policy& policy, const AddressSet& set);

}  // namespace sgc::verdicts
