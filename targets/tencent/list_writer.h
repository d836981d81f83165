// One list of a point as one direction of a security group: its rules, and how it ends.
#pragma once

#include "targets/tencent/lower.h"

namespace sgc::targets::tencent {

// How a list ends at the cloud. After the last group of an instance everything is dropped, so a group that is not
// last says nothing, and explicit ends are for those that are.
enum class Closing : std::uint8_t { Accept, Drop, None };

struct ListOrder {
  const ir::Point* point;           // whose near side counts
  std::span<const ir::Rule> rules;
  const ir::Default* otherwise;     // the closing's place
  ir::Direction direction;
  Closing closing;
  std::uint64_t room;               // entries; a list that needs more is only counted
};

GroupList write_list(Workshop& shop, const ListOrder& order);

// A rule without effect: a direction without any rule would be left as it was.
Entry idle_entry();

}  // namespace sgc::targets::tencent
