#include "targets/aws/ids.h"

#include "targets/aws/facts.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::aws {

Ids::Ids(const Model& model, const ir::Policy& policy, const Options& options)
    : model_(model), policy_(policy), options_(options) {
  for (const Group& group : model.groups) groups_.try_emplace(group.point, group.id);
}

std::string Ids::group(ir::PointId point) const {
  const auto own = groups_.find(point);
  if (own != groups_.end()) return std::string(own->second);
  const ir::Point& other = policy_.point(point);  // external, or not asked for
  const bool balancer = other.load_balancer() != nullptr && !options_.bindings.starts(other.name, kGroupIdStart);
  return balancer ? cloud::placeholder(other.name, kGroupPart) : options_.bindings.id(other.name);
}

std::string Ids::prefix_list(ir::PrefixListId list) const {
  return options_.bindings.id(policy_.prefix_lists[list.index].name);
}

std::string Ids::own_list(std::uint32_t index) const {
  return cloud::placeholder(kPrefixListOwner, model_.prefix_lists[index].name);
}

std::string Ids::network(const ir::Point& point) const {
  if (!point.network.known()) return cloud::placeholder(kNetworkOwner, kNetworkPart);
  return options_.bindings.id(policy_.networks[point.network.index].name);
}

}  // namespace sgc::targets::aws
