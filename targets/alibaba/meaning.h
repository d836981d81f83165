// What emitted rules mean, as lines that can be compared with the policy's list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "targets/alibaba/model.h"
#include "targets/cloud/agreement.h"

namespace sgc::targets::alibaba {

// What a rule matches, as a text that is the same for the same match.
std::string match_text(const Entry& entry);

// The rules of several groups on one machine, in the order in which they count: what inner access lets through, then by
// priority, drops first among equals, then what the service does with the rest.
struct Composed {
  cloud::LineList lines;
  std::vector<const Entry*> entries;  // of each line; null for those that no rule makes
  std::vector<const Group*> access;   // of each line, the group whose inner access it is, else null
  bool classic = false;               // IPv4 alone
};

// Nobody says whether inner access is for IPv6, too. What is proved is proved for both.
enum class InnerAccess : std::uint8_t { ToIpv4, ToBoth };
inline constexpr InnerAccess kInnerAccesses[] = {InnerAccess::ToIpv4, InnerAccess::ToBoth};

Composed compose(std::span<const Group* const> groups, ir::Direction direction, InnerAccess access, const ir::Policy& policy);

// A packet on which they differ from the list of the point. Ports 0, which rules cannot name, are left out of account.
std::optional<cloud::Disagreement> difference(const Composed& composed, const ir::Policy& policy,
                                              const ir::Point& point, ir::Direction direction);

}  // namespace sgc::targets::alibaba
