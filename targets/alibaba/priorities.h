// The priorities of every rule of a policy: of its security groups, and of the blacklists that only instances have.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "targets/alibaba/levels.h"

namespace sgc::targets::alibaba {

// Blacklists that instances have and none of their groups: a group of their own, shared by instances with the same.
struct Front {
  std::string name;  // "blacklists.threats"
  ir::PointId first;  // the first instance that has it
  std::vector<ir::Rule> rules[2];  // by direction
};

class Priorities {
 public:
  explicit Priorities(const ir::Policy& policy);

  // Whether there are any; reports why not.
  bool find(Sink& sink);

  // After find() said so.
  Level of_group(ir::PointId group, ir::Direction direction, std::size_t rule) const;
  Level of_front(std::size_t front, ir::Direction direction, std::size_t rule) const;

  const std::vector<Front>& fronts() const { return fronts_; }
  std::optional<std::size_t> front_of(ir::PointId instance) const;

 private:
  void add_front(ir::PointId instance);
  void add_lists();
  void add_orders();

  const ir::Policy& policy_;
  std::vector<Front> fronts_;
  std::map<ir::PointId, std::size_t> front_of_;
  std::vector<Levels> levels_;  // by direction
  std::map<ir::PointId, std::uint32_t> group_lists_;  // the same in both directions
  std::vector<std::uint32_t> front_lists_;
};

}  // namespace sgc::targets::alibaba
