// One list of a point as the rules of one direction of a security group.
#pragma once

#include "targets/aws/lower.h"

namespace sgc::targets::aws {

struct ListOrder {
  const ir::Point* point;
  ir::Direction direction;
  std::uint64_t room;  // rules of one family; a list that needs more is only counted
  std::size_t from;    // the rule with which the point's own begin; those before are others'
};

GroupList write_list(Workshop& shop, const ListOrder& order);

// Two rules of one group are the same rule to the service when these texts are the same.
std::string match_text(const Entry& entry);

}  // namespace sgc::targets::aws
