// The ids that requests name: bound, or the placeholder of what the plan creates or asks for.
#pragma once

#include <map>
#include <string>

#include "targets/aws/model.h"
#include "targets/aws/options.h"

namespace sgc::targets::aws {

class Ids {
 public:
  Ids(const Model& model, const ir::Policy& policy, const Options& options);

  // Of a point's security group, or, where it is spread, of the first of them: every machine has them all.
  std::string group(ir::PointId point) const;
  std::string prefix_list(ir::PrefixListId list) const;
  std::string own_list(std::uint32_t index) const;

  // Of the network that the point is in; the same for all points that name none.
  std::string network(const ir::Point& point) const;

 private:
  const Model& model_;
  const ir::Policy& policy_;
  const Options& options_;
  std::map<ir::PointId, std::string_view> groups_;
};

inline constexpr std::string_view kNetworkOwner = "network";  // of the network of points that name none
inline constexpr std::string_view kNetworkPart = "default";
inline constexpr std::string_view kBalancerPart = "lb";
inline constexpr std::string_view kGroupPart = "group";
inline constexpr std::string_view kOldPart = "old-";  // and a direction: rules that a bound group has and is not to have
inline constexpr std::string_view kPrefixListOwner = "prefix-list";

}  // namespace sgc::targets::aws
